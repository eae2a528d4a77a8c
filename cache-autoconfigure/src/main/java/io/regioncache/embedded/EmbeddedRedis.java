package io.regioncache.embedded;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The Redis server of one region, which can be killed and started again at its port.
 */
final class EmbeddedRedis implements AutoCloseable {

	private static final Duration START_TIMEOUT = Duration.ofSeconds(20);

	private static final int ATTEMPTS = 5;

	private final String region;

	private int port;

	private @Nullable RedisProcess process;

	EmbeddedRedis(String region) {
		this.region = region;
	}

	synchronized int port() {
		return this.port;
	}

	synchronized boolean isRunning() {
		return this.process != null && this.process.isAlive();
	}

	/**
	 * Start the process, at a port that is free now, without waiting for it.
	 */
	synchronized void launch() {
		this.port = FreePort.find();
		this.process = RedisProcess.start(this.port);
	}

	/**
	 * Wait until the server answers. Somebody may have taken the port in the meantime, so
	 * there is more than one attempt.
	 */
	synchronized void awaitReady() {
		for (int attempt = 1; !ready(); attempt++) {
			if (attempt == ATTEMPTS) {
				throw failure();
			}
			close();
			launch();
		}
	}

	synchronized void restart() {
		if (isRunning()) {
			return;
		}
		close();
		this.process = RedisProcess.start(this.port);
		if (!ready()) {
			throw failure();
		}
	}

	synchronized void kill() {
		close();
	}

	@Override
	public synchronized void close() {
		if (this.process != null) {
			this.process.close();
		}
		this.process = null;
	}

	private boolean ready() {
		return this.process != null && this.process.awaitReady(START_TIMEOUT);
	}

	private EmbeddedRedisException failure() {
		String log = (this.process != null) ? this.process.log() : "";
		return new EmbeddedRedisException("The embedded Redis server of the region '" + this.region
				+ "' did not start at port " + this.port + ". It says: " + log.strip(), null);
	}

}
