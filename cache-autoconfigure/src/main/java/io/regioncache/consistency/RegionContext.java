package io.regioncache.consistency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

/**
 * Tells where to read in a database whose replicas lag behind: a routing
 * {@code DataSource} asks it for each connection.
 */
public final class RegionContext {

	private static final ThreadLocal<@Nullable LoadConstraint> LOAD = new ThreadLocal<>();

	private final Duration lag;

	private final InstantSource clock;

	/**
	 * Create the hint.
	 * @param lag how far replicas of the database may be behind
	 * @param clock tells how long ago a caller has written
	 */
	public RegionContext(Duration lag, InstantSource clock) {
		this.lag = lag;
		this.clock = clock;
	}

	/**
	 * Whether the current thread should read the primary: its caller has written
	 * something that a replica may not have yet, or a load has to.
	 * @return {@code false} if a replica will do
	 */
	public boolean isPrimaryRequired() {
		if (LOAD.get() != null) {
			return true;
		}
		ConsistencyContext context = ConsistencyContext.current();
		if (context == null || context.token().isEmpty()) {
			return false;
		}
		Instant lastWrite = context.dated().lastWrite();
		return !lastWrite.equals(Instant.MIN) && this.clock.instant().isBefore(lastWrite.plus(this.lag));
	}

	/**
	 * Have what is loaded on this thread come from the primary.
	 * @param why {@link LoadConstraint#ORDINARY} changes nothing
	 * @return to be closed on the same thread
	 */
	public static Loading load(LoadConstraint why) {
		Loading former = new Loading(LOAD.get());
		if (why != LoadConstraint.ORDINARY && former.former != LoadConstraint.AHEAD) {
			LOAD.set(why);
		}
		return former;
	}

	/**
	 * Whether a load on this thread is made because the home region is behind its caller.
	 * @return whether it is
	 */
	public static boolean isAhead() {
		return LOAD.get() == LoadConstraint.AHEAD;
	}

	/**
	 * What a load has to reckon with.
	 */
	public enum LoadConstraint {

		/**
		 * A replica will do.
		 */
		ORDINARY,

		/**
		 * Something was invalidated so recently that a replica may lack it.
		 */
		AFTER_WRITE,

		/**
		 * The home region has not applied what the caller has written.
		 */
		AHEAD

	}

	/**
	 * Puts back what was before.
	 */
	public static final class Loading implements AutoCloseable {

		private final @Nullable LoadConstraint former;

		private Loading(@Nullable LoadConstraint former) {
			this.former = former;
		}

		@Override
		public void close() {
			if (this.former != null) {
				LOAD.set(this.former);
			}
			else {
				LOAD.remove();
			}
		}

	}

}
