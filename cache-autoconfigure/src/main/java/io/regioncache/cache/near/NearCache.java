package io.regioncache.cache.near;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.LongFunction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.lookup.FollowedView;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache that this process keeps itself.
 * <p>
 * An entry is served while the markers that the process follows find it fresh. It is
 * judged once and then after each change of the markers, so that an invalidation of a tag
 * ends exactly the entries that carry it, without an index of tags. Nothing is served
 * while the markers cannot be relied on, see {@link FollowedView}. When they are followed
 * anew, what is kept is judged by what is known then, which drops all that is older.
 * <p>
 * Rules, each proved by a mutant of the model in {@code NearModelTests}: the view is
 * taken first, then the entry is judged by it, then it is kept; a change of the markers
 * is part of what judges before the view is another one; what this process has
 * invalidated must be part of the view; the age of what is followed counts from the
 * sending of the last comparison, and is checked at each hit.
 *
 * @param <H> what a hit is answered with
 */
public final class NearCache<H> {

	/**
	 * What an entry takes beside its stored form, roughly.
	 */
	private static final int OVERHEAD = 200;

	private final Cache<Object, NearEntry<H>> entries;

	private final LongFunction<@Nullable FollowedView> followed;

	private final MonotonicClock clock;

	private final LongAdder[] outcomes = new LongAdder[Outcome.values().length];

	private final LongAdder evictions = new LongAdder();

	private final long ttlNanos;

	/**
	 * Create an empty cache.
	 * @param followed returns the markers that are followed at a time of the clock,
	 * {@code null} if nothing may be judged by them
	 * @param clock measures how long entries are kept
	 */
	public NearCache(NearSettings settings, LongFunction<@Nullable FollowedView> followed, MonotonicClock clock) {
		this.followed = followed;
		this.clock = clock;
		this.ttlNanos = (settings.ttl() != null) ? settings.ttl().toNanos() : Long.MAX_VALUE;
		for (int i = 0; i < this.outcomes.length; i++) {
			this.outcomes[i] = new LongAdder();
		}
		Caffeine<Object, NearEntry<H>> builder = Caffeine.newBuilder()
			.<Object, NearEntry<H>>evictionListener((key, entry, cause) -> this.evictions.increment());
		this.entries = (settings.maxWeight() > 0) ? builder.maximumWeight(settings.maxWeight())
			.<Object, NearEntry<H>>weigher((key, entry) -> OVERHEAD + entry.weight())
			.build() : builder.maximumSize(settings.maxSize()).build();
	}

	/**
	 * Return what a hit is answered with.
	 * @param key the key of the entry, whose {@code equals} tells it from all others
	 * @return the answer; {@code null} if there is none that may be served
	 */
	public @Nullable H get(Object key) {
		long now = this.clock.nanos();
		FollowedView view = this.followed.apply(now);
		if (view == null) {
			return without(Outcome.OFF);
		}
		NearEntry<H> entry = this.entries.getIfPresent(key);
		if (entry == null) {
			return without(Outcome.MISS);
		}
		if (entry.isExpired(now)) {
			return remove(key, entry, Outcome.EXPIRED);
		}
		H hit = entry.hit(view);
		return (hit != null) ? hit : remove(key, entry, Outcome.INVALIDATED);
	}

	private @Nullable H remove(Object key, NearEntry<H> entry, Outcome outcome) {
		this.entries.asMap().remove(key, entry);
		return without(outcome);
	}

	private @Nullable H without(Outcome outcome) {
		count(outcome);
		return null;
	}

	/**
	 * Count what a read was answered with.
	 */
	public void count(Outcome outcome) {
		this.outcomes[outcome.ordinal()].increment();
	}

	/**
	 * Keep an entry that was read, unless it is not known to be fresh by now.
	 * @param key the key of the entry, whose {@code equals} tells it from all others
	 * @param place where it lies
	 * @param entry the entry
	 * @param bytes its stored form
	 * @param ttlMillis for how long it is fresh
	 * @param hits makes of the markers by which it is fresh what a hit is answered with
	 * @return whether the entry is kept; {@code null} if it is not because no markers can
	 * be relied on
	 */
	public @Nullable Boolean put(Object key, EntryKey place, Envelope entry, byte[] bytes, long ttlMillis,
			Function<Markers, H> hits) {
		long now = this.clock.nanos();
		FollowedView view = this.followed.apply(now);
		if (view == null) {
			return null;
		}
		long ttl = Math.min(this.ttlNanos, Math.min(ttlMillis, Long.MAX_VALUE / 4_000_000) * 1_000_000);
		NearEntry<H> kept = new NearEntry<>(place, entry, bytes, now + Math.min(ttl, Long.MAX_VALUE / 2), hits);
		boolean fresh = kept.hit(view) != null;
		if (fresh) {
			this.entries.put(key, kept);
		}
		return fresh;
	}

	/**
	 * Keep an entry no longer.
	 */
	public void remove(Object key) {
		this.entries.invalidate(key);
	}

	/**
	 * How many entries are kept, roughly.
	 */
	public long size() {
		return this.entries.estimatedSize();
	}

	/**
	 * How many entries had to make room for others.
	 */
	public long evictions() {
		return this.evictions.sum();
	}

	/**
	 * How often reads came to an end.
	 */
	public long get(Outcome outcome) {
		return this.outcomes[outcome.ordinal()].sum();
	}

	/**
	 * What a read of an entry that is kept, or could be, has come to.
	 */
	public enum Outcome {

		/** It was served. */
		HIT,

		/** It is not kept. */
		MISS,

		/** It was kept longer than allowed, or is no longer fresh. */
		EXPIRED,

		/** It was invalidated, or the markers followed cannot tell. */
		INVALIDATED,

		/** Markers are not followed, or may lack something. */
		OFF,

		/** The caller asks for more than may be kept. */
		BYPASS

	}

}
