package io.regioncache.store.write;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.Delays;
import io.regioncache.store.session.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Releases of locks that no server has confirmed: tried again until one does, or until
 * the lock has ended by itself. To release twice is harmless, since a lock names its
 * owner.
 */
final class UnsentReleases {

	static final int CAPACITY = 10_000;

	private static final long RETRY_MILLIS = 100;

	/**
	 * Longer than a lock outlives its owner.
	 */
	private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(30);

	/**
	 * A lock may be taken after its release was answered, where its server had to be sent
	 * the script: then the next attempt finds it.
	 */
	private static final int ATTEMPTS_THAT_FIND_NOTHING = 3;

	private final BiFunction<String, String, CompletableFuture<Boolean>> release;

	private final Map<Release, Long> pending = new LinkedHashMap<>();

	private final MonotonicClock clock;

	private final AtomicBoolean scheduled = new AtomicBoolean();

	private final AtomicBoolean closed = new AtomicBoolean();

	/**
	 * Create a collection of releases.
	 * @param release releases a lock by its key and its token; fails if that is to be
	 * tried again
	 */
	UnsentReleases(BiFunction<String, String, CompletableFuture<Boolean>> release, MonotonicClock clock) {
		this.release = release;
		this.clock = clock;
	}

	synchronized void add(String lockKey, String token) {
		if (!this.closed.get() && this.pending.size() < CAPACITY) {
			this.pending.putIfAbsent(new Release(lockKey, token), this.clock.nanos() + GIVE_UP_NANOS);
			schedule();
		}
	}

	private void schedule() {
		if (this.scheduled.compareAndSet(false, true)) {
			Delays.ofMillis(RETRY_MILLIS).thenRun(this::retry);
		}
	}

	private void retry() {
		for (Release due : due()) {
			this.release.apply(due.lockKey(), due.token()).whenComplete((done, ex) -> {
				boolean refused = ex != null && Failures.isAnswer(Failures.rootOf(ex))
						&& !Failures.isForNow(Failures.rootOf(ex));
				if (refused || (ex == null && (done || due.foundNothing()))) {
					remove(due);
				}
			});
		}
	}

	private synchronized Release[] due() {
		long now = this.clock.nanos();
		this.pending.values().removeIf((end) -> end - now <= 0);
		this.scheduled.set(false);
		if (!this.pending.isEmpty() && !this.closed.get()) {
			schedule();
		}
		return this.pending.keySet().toArray(new Release[0]);
	}

	private synchronized void remove(Release done) {
		this.pending.remove(done);
	}

	synchronized boolean isEmpty() {
		return this.pending.isEmpty();
	}

	synchronized void close() {
		this.closed.set(true);
		this.pending.clear();
	}

	private record Release(String lockKey, String token, AtomicInteger emptyAttempts) {

		Release(String lockKey, String token) {
			this(lockKey, token, new AtomicInteger());
		}

		/**
		 * Count an attempt that found no lock of this owner.
		 * @return whether that were enough
		 */
		boolean foundNothing() {
			return this.emptyAttempts.incrementAndGet() >= ATTEMPTS_THAT_FIND_NOTHING;
		}

		@Override
		public boolean equals(@Nullable Object other) {
			return other instanceof Release release && this.lockKey.equals(release.lockKey)
					&& this.token.equals(release.token);
		}

		@Override
		public int hashCode() {
			return this.token.hashCode();
		}

	}

}
