package io.regioncache.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.regioncache.store.session.ServerStatus;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what is wrong with the server of a region, by what it says of itself.
 */
final class Preflight {

	/**
	 * The first release of each branch without a known hole in its Lua engine.
	 */
	private static final Map<String, String> SAFE_REDIS = Map.of("7.2", "7.2.11", "7.4", "7.4.9", "8.0", "8.0.4", "8.2",
			"8.2.6", "8.4", "8.4.3", "8.6", "8.6.3");

	private static final Map<String, String> SAFE_VALKEY = Map.of("8.1", "8.1.9", "9.0", "9.0.5", "9.1", "9.1.1");

	private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(1);

	private static final double MAX_FRAGMENTATION = 2;

	/**
	 * Twice what a region's markers and its log take, if it has as many as it may.
	 */
	private static final long METADATA_ROOM = 64L * 1024 * 1024;

	private static final long FRAGMENTATION_MATTERS = 256L * 1024 * 1024;

	private Preflight() {
	}

	/**
	 * Look for what is wrong.
	 * @param server what the server says
	 * @param clockOffset how far its wall clock is ahead of this machine's; {@code null}
	 * if it is not known
	 * @param writtenBehind the caches whose changes wait in the server to be written
	 */
	static List<Finding> findings(ServerStatus server, @Nullable Duration clockOffset,
			Collection<String> writtenBehind) {
		List<Finding> findings = new ArrayList<>();
		version(server, findings);
		memory(server, writtenBehind, findings);
		readers(server, findings);
		persistence(server, findings);
		role(server, findings);
		clock(clockOffset, findings);
		return findings;
	}

	private static void clock(@Nullable Duration offset, List<Finding> findings) {
		if (offset != null && offset.abs().compareTo(CLOCK_TOLERANCE) > 0) {
			findings.add(new Finding("clock",
					"The clock of the server and that of this machine differ by %d s"
						.formatted(offset.abs().toSeconds()),
					"Synchronize both by NTP: delays and expiry are measured wrongly, and with "
							+ "'conflict: last-write-wins' the wrong write may win"));
		}
	}

	private static void version(ServerStatus server, List<Finding> findings) {
		String valkey = server.text("valkey_version");
		String redis = server.text("redis_version");
		if (valkey != null) {
			version("Valkey ", valkey, "7.2", SAFE_VALKEY, findings);
		}
		else if (redis != null) {
			version("Redis ", redis, "7.0", SAFE_REDIS, findings);
		}
	}

	private static void version(String name, String version, String least, Map<String, String> safe,
			List<Finding> findings) {
		String first = safe.get(branch(version));
		if (compare(version, least) < 0) {
			findings
				.add(new Finding("version", name + version + " is too old", "Use Redis 7.0 or Valkey 7.2 at least"));
		}
		else if (first != null && compare(version, first) < 0) {
			findings
				.add(new Finding("vulnerable", name + version + " has known vulnerabilities in what this library uses",
						"Use " + name + first + " or later"));
		}
	}

	private static void memory(ServerStatus server, Collection<String> writtenBehind, List<Finding> findings) {
		limit(server, writtenBehind, findings);
		long most = server.number("maxmemory");
		if (most > 0 && most < METADATA_ROOM) {
			findings.add(new Finding("metadata-memory",
					"maxmemory is %d MB, of which the markers and the log of the region take up to 30 MB"
						.formatted(most / 1024 / 1024),
					"CONFIG SET maxmemory 128mb or more"));
		}
		fragmentation(server, findings);
	}

	private static void limit(ServerStatus server, Collection<String> writtenBehind, List<Finding> findings) {
		if (server.number("maxmemory") == 0) {
			findings
				.add(new Finding("no-memory-limit", "The server has no limit of memory, so it grows until it is killed",
						"CONFIG SET maxmemory <bytes>, about three quarters of the machine's memory"));
		}
		else {
			EvictionPolicy.finding(server.text("maxmemory_policy"), writtenBehind).ifPresent(findings::add);
		}
	}

	private static void fragmentation(ServerStatus server, List<Finding> findings) {
		if (server.number("used_memory") > FRAGMENTATION_MATTERS
				&& fraction(server.text("mem_fragmentation_ratio")) > MAX_FRAGMENTATION) {
			findings.add(new Finding("fragmentation", "The server's memory is fragmented by a factor of %s"
				.formatted(server.text("mem_fragmentation_ratio")), "CONFIG SET activedefrag yes"));
		}
	}

	private static void readers(ServerStatus server, List<Finding> findings) {
		long disconnected = server.number("client_output_buffer_limit_disconnections");
		if (disconnected > 0) {
			findings.add(new Finding("output-buffer",
					"The server has disconnected %d clients that did not read its answers fast enough"
						.formatted(disconnected),
					"CONFIG SET client-output-buffer-limit \"pubsub 64mb 16mb 60\", and look for processes that are "
							+ "starved of CPU time"));
		}
	}

	private static void persistence(ServerStatus server, List<Finding> findings) {
		if ("err".equals(server.text("rdb_last_bgsave_status")) || "err".equals(server.text("aof_last_write_status"))) {
			findings.add(new Finding("persistence", "The server cannot write to its disk, and may refuse writes for it",
					"Make room on the disk, or CONFIG SET save \"\" where nothing needs to be kept"));
		}
	}

	private static void role(ServerStatus server, List<Finding> findings) {
		if ("slave".equals(server.text("role"))) {
			findings.add(new Finding("replica", "The address leads to a replica, which refuses writes",
					"Point the endpoint to the primary"));
		}
		else if (server.number("connected_slaves") > 0 && server.text("min_slaves_good_slaves") == null) {
			findings.add(new Finding("min-replicas", "The server has a replica, but takes writes without one",
					"CONFIG SET min-replicas-to-write 1, so that a primary that was cut off stops"));
		}
	}

	private static double fraction(@Nullable String text) {
		try {
			return (text != null) ? Double.parseDouble(text) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	private static String branch(String version) {
		String[] parts = version.split("\\.", 3);
		return (parts.length > 1) ? parts[0] + '.' + parts[1] : version;
	}

	private static int compare(String version, String other) {
		String[] left = version.toLowerCase(Locale.ROOT).split("\\.");
		String[] right = other.split("\\.");
		for (int i = 0; i < Math.max(left.length, right.length); i++) {
			int difference = Integer.compare(number(left, i), number(right, i));
			if (difference != 0) {
				return difference;
			}
		}
		return 0;
	}

	private static int number(String[] parts, int index) {
		String digits = (index < parts.length) ? parts[index].replaceFirst("\\D.*", "") : "";
		return digits.isEmpty() ? 0 : Integer.parseInt(digits);
	}

}
