package io.regioncache.autoconfigure.replication;

import io.regioncache.autoconfigure.lifecycle.RunningLifecycle;
import io.regioncache.replication.Replicator;

/**
 * Pulls from when the application has started until it begins to stop.
 */
final class ReplicatorLifecycle extends RunningLifecycle {

	private final Replicator replicator;

	private final boolean needed;

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
	protected void begin() {
		if (this.needed) {
			this.replicator.start();
		}
	}

	@Override
	protected void end() {
		this.replicator.close();
	}

}
