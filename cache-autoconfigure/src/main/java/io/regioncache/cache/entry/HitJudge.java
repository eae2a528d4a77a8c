package io.regioncache.cache.entry;

import io.regioncache.cache.entry.CacheStatistics.Event;
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

	HitJudge(String cache, TagMemory tags, EntryLifetimes lifetimes, ValueCodec codec, CacheStatistics statistics) {
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
		return MAX_EXPANSION * Math.min(settings.maxValueSize(), Integer.MAX_VALUE);
	}

	/**
	 * Say what a lookup means for a request.
	 * @return what was found; {@link Found.Status#UNJUDGED} if the lookup has to be
	 * repeated, because it did not ask for all tags of the entry, which are remembered
	 */
	Found judge(EntryKey key, CacheRequest request, Lookup lookup) {
		Markers markers = lookup.markers();
		if (markers == null) {
			return bypass(lookup);
		}
		try {
			Envelope entry = lookup.entry();
			return (entry != null) ? judge(key, request, markers, entry) : Found.miss(markers);
		}
		catch (CorruptEntryException | ValueException ex) {
			this.unreadable
				.tell("The entry '%s' of cache '%s' is not used: %s".formatted(key, this.cache, ex.getMessage()));
			return new Found(Found.Status.CORRUPT, markers, null, null);
		}
	}

	private Found judge(EntryKey key, CacheRequest request, Markers markers, Envelope entry) {
		if (!markers.cover(entry.tags())) {
			this.tags.remember(key, entry.tags());
			return new Found(Found.Status.UNJUDGED, markers, entry, null);
		}
		Freshness freshness = markers.judge(entry.lease(), entry.stamp(), entry.tags());
		boolean fresh = freshness == Freshness.FRESH && this.lifetimes.isFresh(entry);
		if (freshness == Freshness.DEAD
				|| (!fresh && (request.isStrong() || !this.lifetimes.mayBeStale(request, entry)))) {
			return Found.miss(markers);
		}
		Encoded encoded = new Encoded(entry.flags(), entry.type(), entry.payload());
		long longest = maxDecodedLength(this.lifetimes.settings());
		if (encoded.decodedLength() > longest) {
			throw new ValueException("It takes %d bytes when it is decoded, and %d are allowed"
				.formatted(encoded.decodedLength(), longest), null);
		}
		Object value = this.codec.decode(encoded, request.type());
		return new Found(fresh ? Found.Status.FRESH : Found.Status.STALE, markers, entry, value);
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
