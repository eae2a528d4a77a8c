package io.regioncache.chaos;

import java.time.Duration;

import io.regioncache.testkit.RedisServer;

/**
 * The servers of one region, and what can be done to them. One thread uses it.
 */
abstract class RegionServers implements AutoCloseable {

	private static final String LOG = "{app}:log";

	private final Pause pause;

	RegionServers(Pause pause) {
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
			case FLUSHALL -> server().admin().flushAll();
			case FREEZE -> {
				server().pause();
				hold(fault.hold());
				server().resume();
			}
			case METADATA_DELETED -> server().admin().call("DEL", "{app}:m");
			case LOG_DELETED -> server().admin().call("DEL", LOG);
			case LOG_TRIMMED ->
				server().admin().call("XTRIM", LOG, "MAXLEN", String.valueOf((fault.number() % 4) * 10));
			case TWO_PULLERS -> server().admin().call("DEL", "{app}:puller");
			default -> throw new IllegalArgumentException("Not done to servers: " + fault);
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

	/**
	 * Lets time pass.
	 */
	interface Pause {

		boolean hold(Duration duration);

	}

}
