package io.regioncache.chaos;

import java.time.Duration;

import io.regioncache.testkit.RedisServer;

/**
 * The servers of one region, and what can be done to them. One thread uses it.
 */
abstract class RegionServers implements AutoCloseable {

	private static final String LOG = "{app}:log";

	private final Delays pause;

	RegionServers(Delays pause) {
		this.pause = pause;
	}

	abstract String url();

	abstract RedisServer server();

	/**
	 * Whether a kind of fault can be done to these servers on this machine.
	 */
	boolean canSuffer(FaultKind kind) {
		return true;
	}

	/**
	 * Do something to the servers, and undo it as far as it can be undone.
	 */
	void suffer(Fault fault) {
		switch (fault.kind()) {
			case FLUSHALL -> write("FLUSHALL", "SYNC");
			case FREEZE -> {
				server().pause();
				hold(fault.hold());
				server().resume();
			}
			case METADATA_DELETED -> write("DEL", "{app}:m");
			case LOG_DELETED -> write("DEL", LOG);
			case LOG_TRIMMED -> write("XTRIM", LOG, "MAXLEN", String.valueOf((fault.number() % 4) * 10));
			case TWO_PULLERS -> write("DEL", "{app}:puller");
			default -> throw new IllegalArgumentException("Not done to servers: " + fault);
		}
	}

	private void write(String... command) {
		try {
			server().admin().call(command);
		}
		catch (RuntimeException ex) {
			// A primary without a replica refuses this as well
			if (!String.valueOf(ex.getMessage()).startsWith("NOREPLICAS")) {
				throw ex;
			}
		}
	}

	/**
	 * Wait, but no longer than the chaos lasts.
	 * @return whether all of the time has passed
	 */
	boolean hold(Duration duration) {
		return this.pause.hold(duration);
	}

	@Override
	public abstract void close();

}
