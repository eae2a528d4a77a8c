package io.regioncache.replication;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.regioncache.testkit.RedisAdmin;
import org.jspecify.annotations.Nullable;

/**
 * Runs the scripts of the library, one line of which may be broken, on metadata that a
 * test has made up.
 */
final class ScriptBench {

	static final String E1 = "00000000000000e1";

	static final String E2 = "00000000000000e2";

	static final String E3 = "00000000000000e3";

	/** Of another region. */
	static final String F1 = "00000000000000f1";

	static final String F2 = "00000000000000f2";

	private static final String METADATA = "{bench}:m";

	private static final String LOG = "{bench}:log";

	private final RedisAdmin admin;

	private final String line;

	private final String broken;

	/**
	 * Create a bench.
	 * @param line part of a script
	 * @param broken what to put in its place
	 */
	ScriptBench(RedisAdmin admin, String line, String broken) {
		this.admin = admin;
		this.line = line;
		this.broken = broken;
	}

	/**
	 * Begin with these fields of the metadata, and no log.
	 */
	ScriptBench with(String... fields) {
		this.admin.call("DEL", METADATA, LOG);
		if (fields.length > 0) {
			set(fields);
		}
		return this;
	}

	ScriptBench set(String... fields) {
		List<String> command = new ArrayList<>(List.of("HSET", METADATA));
		command.addAll(Arrays.asList(fields));
		this.admin.call(command.toArray(String[]::new));
		return this;
	}

	ScriptBench without(String field) {
		this.admin.call("HDEL", METADATA, field);
		return this;
	}

	/**
	 * Add a record to the log.
	 */
	ScriptBench record(int sequence) {
		this.admin.call("XADD", LOG, sequence + "-0", "r", "x");
		return this;
	}

	/**
	 * Run a script.
	 * @return its answer or its error, as text
	 */
	String run(String script, String... arguments) {
		String text = RawScripts.text(script + ".lua").replace(this.line, this.broken);
		List<String> command = new ArrayList<>(List.of("EVAL", text, "2", METADATA, LOG));
		command.addAll(Arrays.asList(arguments));
		try {
			return String.valueOf(this.admin.call(command.toArray(String[]::new)));
		}
		catch (RuntimeException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	@Nullable String field(String name) {
		return (String) this.admin.call("HGET", METADATA, name);
	}

	boolean has(String name, String value) {
		return value.equals(field(name));
	}

	boolean lacks(String name) {
		return field(name) == null;
	}

	/**
	 * The time of the server, so many milliseconds later.
	 */
	String millis(long later) {
		List<?> time = this.admin.list("TIME");
		return String.valueOf(Long.parseLong((String) time.get(0)) * 1000 + later);
	}

	/**
	 * What a server is under whose reign this one is.
	 */
	String reign() {
		return this.admin.info("replication").get("master_replid");
	}

	String run() {
		return this.admin.info("server").get("run_id");
	}

	/**
	 * Apply one record out of the log of the region {@code east} to the region
	 * {@code west}.
	 * @param from the cursor
	 * @param to the epoch and the sequence of the record in the log
	 * @param kind its kind
	 * @param origin the epoch and the sequence at its origin
	 * @param body what it says
	 */
	String apply(String from, String to, String kind, String origin, String body) {
		String[] position = origin.split(":");
		return run("apply", "east", from, to + ":1", "1000", "1000", "64", "west", kind, "0", position[0], position[1],
				"1", body);
	}

}
