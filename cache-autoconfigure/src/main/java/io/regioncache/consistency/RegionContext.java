package io.regioncache.consistency;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Tells where to read in a database whose replicas lag behind: a routing
 * {@code DataSource} asks it for each connection.
 */
public final class RegionContext {

	private static final ThreadLocal<Boolean> AHEAD = new ThreadLocal<>();

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
	 * something that a replica may not have yet, or the home region has not applied what
	 * its caller has written.
	 * @return {@code false} if a replica will do
	 */
	public boolean isPrimaryRequired() {
		if (AHEAD.get() != null) {
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
	 * Have loads on this thread read the primary.
	 * @param ahead whether they should
	 * @return to be closed on the same thread
	 */
	public static Ahead ahead(boolean ahead) {
		Ahead former = new Ahead(AHEAD.get() != null);
		set(ahead || former.former);
		return former;
	}

	private static void set(boolean ahead) {
		if (ahead) {
			AHEAD.set(Boolean.TRUE);
		}
		else {
			AHEAD.remove();
		}
	}

	/**
	 * Whether a load on this thread is made because the home region is behind its caller.
	 * @return whether it is
	 */
	public static boolean isAhead() {
		return AHEAD.get() != null;
	}

	/**
	 * Puts back what was before.
	 */
	public static final class Ahead implements AutoCloseable {

		private final boolean former;

		private Ahead(boolean former) {
			this.former = former;
		}

		@Override
		public void close() {
			set(this.former);
		}

	}

}
