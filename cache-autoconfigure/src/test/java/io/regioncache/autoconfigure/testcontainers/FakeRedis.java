package io.regioncache.autoconfigure.testcontainers;

import org.testcontainers.containers.GenericContainer;

/**
 * A container that runs nowhere, and says where it would be.
 */
final class FakeRedis extends GenericContainer<FakeRedis> {

	private final int port;

	private boolean running;

	FakeRedis(int port) {
		super("redis:7");
		this.port = port;
	}

	@Override
	public String getDockerImageName() {
		return "redis:7";
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public String getHost() {
		if (!this.running) {
			throw new IllegalStateException("Not started");
		}
		return "127.0.0.1";
	}

	@Override
	public Integer getMappedPort(int originalPort) {
		return (originalPort == 6379) ? this.port : -1;
	}

}
