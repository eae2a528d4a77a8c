package io.regioncache.cache.entry;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.EntryKey;

/**
 * The keys of one cache whose last load in this process has failed, or is overdue. An
 * expired value that outlives failures is served for them at once, and the origin is
 * asked again at intervals only.
 */
public final class FailingLoads {

	/**
	 * How long a failing origin is left alone, for each key.
	 */
	public static final Duration RETRY = Duration.ofSeconds(5);

	/**
	 * A key that nobody has read for this long counts as any other.
	 */
	private static final Duration REMEMBERED = Duration.ofMinutes(1);

	private static final int MOST = 100_000;

	private final MonotonicClock clock;

	private final Cache<String, AtomicLong> retries;

	private volatile boolean any;

	FailingLoads(MonotonicClock clock) {
		this.clock = clock;
		this.retries = Caffeine.newBuilder()
			.maximumSize(MOST)
			.expireAfterAccess(REMEMBERED.toNanos(), TimeUnit.NANOSECONDS)
			.ticker(clock::nanos)
			.executor(Runnable::run)
			.build();
	}

	/**
	 * The load of some keys has failed, or takes too long.
	 * @param keys their texts
	 */
	public void failed(Collection<String> keys) {
		this.any = true;
		keys.forEach((key) -> this.retries.put(key, new AtomicLong(this.clock.nanos() + RETRY.toNanos())));
	}

	/**
	 * The origin has answered.
	 */
	public void ended(Collection<String> keys) {
		if (this.any) {
			this.retries.invalidateAll(keys);
		}
	}

	boolean contains(EntryKey key) {
		return this.any && this.retries.getIfPresent(key.text()) != null;
	}

	/**
	 * Whether it is time to ask the origin again; the answer is yes to one caller only.
	 */
	public boolean isDue(EntryKey key) {
		AtomicLong retry = this.retries.getIfPresent(key.text());
		if (retry == null) {
			return true;
		}
		long due = retry.get();
		long now = this.clock.nanos();
		return now - due >= 0 && retry.compareAndSet(due, now + RETRY.toNanos());
	}

}
