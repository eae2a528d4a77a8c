package io.regioncache.cache.entry;

import java.time.Duration;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Found.Status;
import io.regioncache.cache.entry.Lifespan.Terms;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.value.Encoded;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.cache.value.ValueException;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.lookup.Lookup;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a lookup has found in one cache: a hit, a stale value, or a miss.
 */
final class HitJudge {

	/**
	 * How many times the largest size a value may take before it is compressed: whoever
	 * writes to Redis must not decide how much a reader allocates.
	 */
	static final int MAX_EXPANSION = 8;

	private final RateLimitedLogger unreadable = new RateLimitedLogger();

	private final RateLimitedLogger failed = new RateLimitedLogger();

	private final String cache;

	private final TagMemory tags;

	private final EntryLifetimes lifetimes;

	private final ValueCodec codec;

	private final CacheStatistics statistics;

	private final FailingLoads failing;

	HitJudge(String cache, TagMemory tags, EntryLifetimes lifetimes, ValueCodec codec, CacheStatistics statistics,
			FailingLoads failing) {
		this.failing = failing;
		this.cache = cache;
		this.tags = tags;
		this.lifetimes = lifetimes;
		this.codec = codec;
		this.statistics = statistics;
	}

	/**
	 * How many bytes a value may take before it is compressed.
	 */
	static long maxDecodedLength(CacheSettings settings) {
		return MAX_EXPANSION * Math.min(settings.values().maxValueSize(), Integer.MAX_VALUE);
	}

	/**
	 * Say what a lookup means for a request.
	 * @param kept whether an expired value may be served although its load is not known
	 * to fail
	 * @return what was found; {@link Found.Status#UNJUDGED} if the lookup has to be
	 * repeated, because it did not ask for all tags of the entry, which are remembered
	 */
	Found judge(EntryKey key, CacheRequest request, Lookup lookup, boolean kept) {
		Markers markers = lookup.markers();
		if (markers == null) {
			return bypass(lookup);
		}
		try {
			Envelope entry = lookup.entry();
			return (entry != null) ? judge(key, request, markers, entry, kept) : Found.miss(markers);
		}
		catch (CorruptEntryException | ValueException ex) {
			this.unreadable
				.tell("The entry '%s' of cache '%s' is not used: %s".formatted(key, this.cache, ex.getMessage()));
			return new Found(Status.CORRUPT, markers, null, null);
		}
	}

	private Found judge(EntryKey key, CacheRequest request, Markers markers, Envelope entry, boolean kept) {
		if (!markers.cover(entry.tags())) {
			this.tags.remember(key, entry.tags());
			return new Found(Status.UNJUDGED, markers, entry, null);
		}
		Freshness freshness = markers.judge(entry.lease(), entry.stamp(), entry.tags());
		if (freshness == Freshness.FRESH && this.lifetimes.isFresh(entry)) {
			return new Found(Status.FRESH, markers, entry, decode(request, entry));
		}
		return (freshness == Freshness.DEAD || request.isStrong()) ? Found.miss(markers)
				: expired(request, markers, entry, kept || this.failing.contains(key));
	}

	/**
	 * Judge what is not fresh. How long it may be served can depend on its value.
	 */
	private Found expired(CacheRequest request, Markers markers, Envelope entry, boolean failing) {
		if (request.lifespan() instanceof Terms terms) {
			Status status = expired(terms, entry, failing);
			return (status == Status.MISS) ? Found.miss(markers)
					: new Found(status, markers, entry, decode(request, entry));
		}
		Object value = decode(request, entry);
		Status status = expired(terms(request, value), entry, failing);
		return (status == Status.MISS) ? Found.miss(markers) : new Found(status, markers, entry, value);
	}

	private Status expired(Terms terms, Envelope entry, boolean failing) {
		if (this.lifetimes.mayBeStale(terms, entry)) {
			return Status.STALE;
		}
		return (failing && this.lifetimes.mayOutliveFailures(terms, entry)) ? Status.KEPT : Status.MISS;
	}

	private Terms terms(CacheRequest request, @Nullable Object value) {
		try {
			return request.lifespan().of(value);
		}
		catch (RuntimeException ex) {
			this.unreadable
				.tell("An expired value of cache '%s' is not served: %s".formatted(this.cache, ex.getMessage()));
			return new Terms(null, Duration.ZERO, Duration.ZERO);
		}
	}

	private @Nullable Object decode(CacheRequest request, Envelope entry) {
		Encoded encoded = EncodedValues.of(entry);
		long longest = maxDecodedLength(this.lifetimes.settings());
		if (encoded.decodedLength() > longest) {
			throw new ValueException("It takes %d bytes when it is decoded, and %d are allowed"
				.formatted(encoded.decodedLength(), longest), null);
		}
		return this.codec.decode(encoded, request.type());
	}

	private Found bypass(Lookup lookup) {
		if (lookup.failure() != null) {
			this.statistics.count(Event.LOOKUP_FAILURE);
			this.failed.tell(("A lookup in cache '%s' has failed (%s): the method is called without the cache. "
					+ "If this goes on, look for slow commands in Redis and for pauses of this process, or raise "
					+ "regions.command-timeout (regions.fallback-timeout for other regions)")
				.formatted(this.cache, lookup.failure()));
		}
		return Found.BYPASS;
	}

}
