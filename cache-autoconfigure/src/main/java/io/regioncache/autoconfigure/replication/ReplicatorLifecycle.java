package io.regioncache.autoconfigure.replication;

import io.regioncache.replication.Replicator;

import org.springframework.context.SmartLifecycle;

/**
 * Pulls from when the application has started until it begins to stop.
 */
final class ReplicatorLifecycle implements SmartLifecycle {

	private final Replicator replicator;

	private final boolean needed;

	private volatile boolean running;

	/**
	 * Create a lifecycle.
	 * @param replicator what to start and stop
	 * @param needed whether there is another region
	 */
	ReplicatorLifecycle(Replicator replicator, boolean needed) {
		this.replicator = replicator;
		this.needed = needed;
	}

	@Override
	public void start() {
		this.running = true;
		if (this.needed) {
			this.replicator.start();
		}
	}

	@Override
	public void stop() {
		this.running = false;
		this.replicator.close();
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

}
