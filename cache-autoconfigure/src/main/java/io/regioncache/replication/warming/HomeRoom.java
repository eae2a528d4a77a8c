package io.regioncache.replication.warming;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.regioncache.store.session.ServerStatus;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Whether the home region still takes entries of a neighbor.
 */
final class HomeRoom {

	/**
	 * How full the memory of the home region's server may become.
	 */
	private static final double MOST_MEMORY = 0.8;

	private static final int BATCHES_PER_CHECK = 50;

	private final AtomicInteger batches = new AtomicInteger();

	private final AtomicBoolean full = new AtomicBoolean();

	private final Session home;

	private final BooleanSupplier goesOn;

	private final Waiting waiting;

	HomeRoom(Session home, BooleanSupplier goesOn, Waiting waiting) {
		this.home = home;
		this.goesOn = goesOn;
		this.waiting = waiting;
	}

	/**
	 * Return why no other batch is copied; {@code null} if it is.
	 */
	@Nullable End ends() throws Exception {
		if (!this.goesOn.getAsBoolean()) {
			return End.STOPPED;
		}
		if (this.batches.getAndIncrement() % BATCHES_PER_CHECK == 0) {
			this.full.set(this.waiting.of(ServerStatus.ask(this.home)).memoryShare() > MOST_MEMORY);
		}
		return this.full.get() ? End.FULL : null;
	}

	/**
	 * Why a run has ended.
	 */
	enum End {

		/** Everything was copied or passed over. */
		DONE,

		/** Another process copies, the region has begun a new epoch, or this one ends. */
		STOPPED,

		/** The server of the home region has little memory left. */
		FULL

	}

}
