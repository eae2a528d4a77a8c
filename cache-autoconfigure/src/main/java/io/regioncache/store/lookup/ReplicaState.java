package io.regioncache.store.lookup;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.log.RegionClock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * How far the replica of a managed region has come, compared with what this process knows
 * of the primary, and whether it can be read.
 */
final class ReplicaState {

	/**
	 * How old what a replica shows may be.
	 */
	static final Duration MAX_AGE = Duration.ofSeconds(3);

	private static final Log logger = LogFactory.getLog(ReplicaState.class);

	private final String region;

	private final LinkHistory primary;

	private volatile RegionClock shown = RegionClock.NONE;

	private final AtomicReference<@Nullable String> failure = new AtomicReference<>("it was not connected to yet");

	private final AtomicInteger failures = new AtomicInteger();

	ReplicaState(String region, LinkHistory primary) {
		this.region = region;
		this.primary = primary;
	}

	/**
	 * Return what this process must find, at least.
	 */
	Lease own() {
		return this.primary.own();
	}

	/**
	 * Whether what a replica has shown is new enough.
	 * @param own what this process had invalidated when it asked
	 */
	boolean isCurrent(RegionClock shown, Lease own) {
		return shown.epoch() == own.epoch() && shown.clock() >= own.number()
				&& this.primary.ageOf(shown) < MAX_AGE.toNanos();
	}

	/**
	 * Note what the replica shows.
	 * @param fields its epoch, clock and heartbeat
	 */
	void shows(List<@Nullable String> fields) {
		String epoch = fields.get(0);
		this.shown = new RegionClock((epoch != null) ? Long.parseUnsignedLong(epoch, 16) : 0, number(fields.get(1)),
				number(fields.get(2)));
	}

	private static long number(@Nullable String field) {
		return (field != null) ? Long.parseLong(field) : 0;
	}

	void succeeded() {
		if (this.failures.getAndSet(0) > 0) {
			logger.info("Region %s reads its replica again".formatted(this.region));
		}
		this.failure.set(null);
	}

	/**
	 * Note that the replica could not be read.
	 * @param expected whether nobody needs to be told
	 */
	void failed(Throwable ex, boolean expected) {
		this.failure.set(ex.toString());
		if (this.failures.getAndIncrement() == 0 && !expected) {
			logger.warn("Region %s cannot read its replica; reading from the primary: %s".formatted(this.region, ex));
		}
	}

	/**
	 * Return how often in a row it could not be read.
	 */
	int failures() {
		return this.failures.get();
	}

	ReplicaLevel level() {
		RegionClock shown = this.shown;
		String failure = this.failure.get();
		Lease last = this.primary.lastAttached();
		boolean comparable = failure == null && shown.epoch() == last.epoch();
		long age = this.primary.ageOf(shown);
		Duration lag = (comparable && this.primary.isLevel(shown)) ? Duration.ZERO : Duration.ofNanos(age);
		return new ReplicaLevel(comparable ? Math.max(0, last.number() - shown.clock()) : -1, lag, failure);
	}

}
