package io.regioncache.store.history;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;

/**
 * What this process has invalidated in a region and may have to send again: what the
 * server has not applied yet, and what a former server may have applied in vain.
 */
public final class UnsettledInvalidations {

	/**
	 * What is applied at once and deferred again a moment later is one change, not many.
	 */
	private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

	private final DeferredInvalidations deferred;

	private final RecentInvalidations recent = new RecentInvalidations();

	private final AtomicLong warnAt;

	private final String region;

	private final MonotonicClock clock;

	private final LinkHistory history;

	private final LinkLog log;

	private final Runnable retry;

	/**
	 * Create an empty collection.
	 * @param retry has what is deferred sent soon
	 */
	public UnsettledInvalidations(String region, MonotonicClock clock, LinkHistory history, LinkLog log,
			Runnable retry) {
		this.deferred = new DeferredInvalidations(clock);
		this.warnAt = new AtomicLong(clock.nanos());
		this.region = region;
		this.clock = clock;
		this.history = history;
		this.log = log;
		this.retry = retry;
	}

	/**
	 * Note what the server has applied: it is sent again if that turns out to have been a
	 * former server.
	 * @param epoch the epoch in which it was applied
	 */
	public void applied(long epoch, List<Scope> scopes, InvalidationMode mode) {
		this.recent.add(scopes, mode);
		sendAgainIfOver(epoch);
	}

	/**
	 * Note that the server has applied a put: see {@link RecentInvalidations}.
	 * @param epoch the epoch in which it was applied
	 * @param stamp the stamp it was given, in microseconds
	 */
	public void put(long epoch, Scope key, long stamp) {
		this.recent.add(new MarkerWrite(key, InvalidationMode.REMOVE, stamp));
		sendAgainIfOver(epoch);
	}

	/**
	 * An answer may come when what had been applied until then is being sent again.
	 */
	private void sendAgainIfOver(long epoch) {
		if (epoch != this.history.epoch() && this.history.hasEnded(epoch)) {
			this.recent.moveTo(this.deferred);
			this.retry.run();
		}
	}

	/**
	 * Keep an invalidation that could not be applied, and retry it.
	 */
	public void defer(List<Scope> scopes, InvalidationMode mode) {
		long now = this.clock.nanos();
		long next = this.warnAt.get();
		if (this.deferred.isEmpty() && now - next >= 0
				&& this.warnAt.compareAndSet(next, now + WARNING_INTERVAL.toNanos())) {
			this.log.warn(("Region %s cannot be reached; its invalidations are kept in memory and retried, "
					+ "and this process bypasses its cache until they have been applied")
				.formatted(this.region));
		}
		this.deferred.add(scopes, mode);
		this.log.deferred();
		this.retry.run();
	}

	/**
	 * Have what is deferred be applied, and wait for it.
	 * @param deadline until when, in nanoseconds of the clock
	 * @return what has not been applied by then, for {@link #taken}
	 */
	public Map<MarkerWrite, Long> settle(long deadline) {
		if (!this.deferred.isEmpty()) {
			this.retry.run();
			try {
				this.deferred.awaitEmpty(deadline);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return this.deferred.pending();
	}

	/**
	 * Note that other regions have taken what is deferred.
	 */
	public void taken(Map<MarkerWrite, Long> deferred) {
		this.deferred.applied(deferred);
	}

	/**
	 * Return what is still to be applied.
	 */
	public DeferredInvalidations deferred() {
		return this.deferred;
	}

	/**
	 * Return what has been applied of late.
	 */
	public RecentInvalidations recent() {
		return this.recent;
	}

}
