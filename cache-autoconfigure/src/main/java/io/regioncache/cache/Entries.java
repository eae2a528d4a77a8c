package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.cache.CacheStatistics.Event;
import io.regioncache.cache.value.Encoded;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.cache.value.ValueException;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the entries of one cache: what a lookup means for a request, and what
 * is stored of a value.
 */
final class Entries {

	private static final int REMEMBERED_TAGS = 100_000;

	private static final Duration LONGEST = Duration.ofDays(3650);

	/**
	 * How many times the largest size a value may take before it is compressed: whoever
	 * writes to Redis must not decide how much a reader allocates.
	 */
	private static final int MAX_EXPANSION = 8;

	private final String cache;

	private final CacheSettings settings;

	private final ValueCodec codec;

	private final CacheStatistics statistics;

	private final LongSupplier clock;

	private final int origin;

	private final Keys keys;

	private final com.github.benmanes.caffeine.cache.Cache<String, List<Scope>> tags = Caffeine.newBuilder()
		.maximumSize(REMEMBERED_TAGS)
		.executor(Runnable::run)
		.build();

	private volatile boolean anyTags;

	private final RateLimitedLogger unreadable = new RateLimitedLogger();

	private final RateLimitedLogger refused = new RateLimitedLogger();

	private final RateLimitedLogger tooLarge = new RateLimitedLogger();

	private final RegionStore store;

	private final RateLimitedLogger failed = new RateLimitedLogger();

	private final RateLimitedLogger notStored = new RateLimitedLogger();

	Entries(Keys keys, CacheSettings settings, RegionStore store, ValueCodec codec, CacheStatistics statistics,
			LongSupplier clock, int origin) {
		this.cache = keys.cache();
		this.keys = keys;
		this.settings = settings;
		this.store = store;
		this.codec = codec;
		this.statistics = statistics;
		this.clock = clock;
		this.origin = origin;
	}

	/**
	 * Have values of a class read by callers that declare less than it.
	 */
	void know(Class<?> type) {
		this.codec.know(type);
	}

	Keys keys() {
		return this.keys;
	}

	/**
	 * The tags to ask for: what the call knows, or what the entry was last seen with.
	 */
	Collection<Scope> expectedTags(EntryKey key, CacheRequest request) {
		if (this.anyTags) {
			List<Scope> seen = this.tags.getIfPresent(key.text());
			if (seen != null) {
				return seen;
			}
		}
		try {
			return scopes(request.tags().known());
		}
		catch (RuntimeException ex) {
			// It will be told when the value is to be stored.
			return List.of();
		}
	}

	private static List<Scope> scopes(Collection<String> tags) {
		if (tags.isEmpty()) {
			return List.of();
		}
		List<Scope> scopes = new ArrayList<>(tags.size());
		for (String tag : tags) {
			scopes.add(Scope.tag(tag));
		}
		return scopes;
	}

	/**
	 * Say what a lookup means for a request.
	 * @return what was found; {@link Found.Status#UNJUDGED} if the lookup has to be
	 * repeated, because it did not ask for all tags of the entry, which are remembered
	 */
	Found judge(EntryKey key, CacheRequest request, Lookup lookup) {
		Markers markers = lookup.markers();
		if (markers == null) {
			if (lookup.failure() != null) {
				this.statistics.count(Event.LOOKUP_FAILURE);
				this.failed.tell(("A lookup in cache '%s' has failed (%s): the method is called without the cache. "
						+ "If this goes on, look for slow commands in Redis and for pauses of this process, or raise "
						+ "regions.command-timeout (regions.fallback-timeout for other regions)")
					.formatted(this.cache, lookup.failure()));
			}
			return Found.BYPASS;
		}
		try {
			Envelope entry = lookup.entry();
			if (entry == null) {
				return Found.miss(markers);
			}
			if (!markers.cover(entry.tags())) {
				remember(key, entry.tags());
				return new Found(Found.Status.UNJUDGED, markers, entry, null);
			}
			Freshness freshness = markers.judge(entry.lease(), entry.stamp(), entry.tags());
			boolean fresh = freshness == Freshness.FRESH && this.clock.getAsLong() < entry.softExpiry();
			if (freshness == Freshness.DEAD || (!fresh && (request.isStrong() || !maybeStale(request, entry)))) {
				return Found.miss(markers);
			}
			Encoded encoded = new Encoded(entry.flags(), entry.type(), entry.payload());
			if (encoded.decodedLength() > maxDecodedLength()) {
				throw new ValueException("It takes %d bytes when it is decoded, and %d are allowed"
					.formatted(encoded.decodedLength(), maxDecodedLength()), null);
			}
			Object value = this.codec.decode(encoded, request.type());
			return new Found(fresh ? Found.Status.FRESH : Found.Status.STALE, markers, entry, value);
		}
		catch (CorruptEntryException | ValueException ex) {
			this.unreadable
				.tell("The entry '%s' of cache '%s' is not used: %s".formatted(key, this.cache, ex.getMessage()));
			return new Found(Found.Status.CORRUPT, markers, null, null);
		}
	}

	private long maxDecodedLength() {
		return MAX_EXPANSION * Math.min(this.settings.maxValueSize(), Integer.MAX_VALUE);
	}

	private boolean maybeStale(CacheRequest request, Envelope entry) {
		return this.clock.getAsLong() < entry.softExpiry() + staleWhileRevalidate(request).toMillis();
	}

	/**
	 * Whether a fresh value is to be refreshed already: the likelier, the nearer its end
	 * and the slower its load.
	 */
	boolean isDue(Envelope entry) {
		if (this.settings.earlyRefresh() == 0) {
			return false;
		}
		double lead = -Math.log(1 - ThreadLocalRandom.current().nextDouble()) * entry.loadMillis()
				* this.settings.earlyRefresh();
		return this.clock.getAsLong() + lead >= entry.softExpiry();
	}

	/**
	 * Give another caller a value of its own, or the very value if it has no copy.
	 * @throws ValueException if that caller expects another type
	 */
	@Nullable Object copy(Loaded loaded, CacheRequest request) {
		Encoded encoded = loaded.encoded();
		return (encoded != null) ? this.codec.decode(encoded, request.type()) : loaded.value();
	}

	/**
	 * Make ready what is put. Nobody knows how long that took, so it is always checked.
	 */
	Loaded encode(CacheRequest request, @Nullable Object value, @Nullable Lease lease) {
		return encode(request, value, lease, Long.MAX_VALUE);
	}

	/**
	 * Make ready what a load has brought.
	 * @param loadNanos how long it took
	 */
	Loaded encode(CacheRequest request, @Nullable Object value, @Nullable Lease lease, long loadNanos) {
		List<Scope> tags = null;
		try {
			if (!request.cacheable().test(value)) {
				return new Loaded(value, null, tagsIfAny(request, value), lease);
			}
			tags = tags(request, value);
			if (tags.size() > Envelope.MAX_TAGS) {
				throw new ValueException(
						"it has %d tags, and %d are possible".formatted(tags.size(), Envelope.MAX_TAGS), null);
			}
			return new Loaded(value, this.codec.encode(value, request.type(), this.settings.fidelity(), loadNanos),
					tags, lease);
		}
		catch (ValueException ex) {
			this.statistics.count(ex.isDifferent() ? Event.REFUSED_DIFFERENT : Event.REFUSED_VALUE);
			this.refused.tell(ex.isDifferent() ? "cache '%s': %s".formatted(this.cache, ex.getMessage())
					: "A value of cache '%s' is not stored: %s".formatted(this.cache, ex.getMessage()));
			return new Loaded(value, null, tags, lease);
		}
		catch (RuntimeException ex) {
			this.statistics.count(Event.REFUSED_VALUE);
			this.refused.tell("A value of cache '%s' is not stored: %s".formatted(this.cache, ex.getMessage()));
			return new Loaded(value, null, tags, lease);
		}
	}

	private static List<Scope> tags(CacheRequest request, @Nullable Object value) {
		return scopes(request.tags().of(value)).stream().distinct().toList();
	}

	/**
	 * The tags of a value that is not stored. Their expressions may rely on its being
	 * stored only if it is not {@code null}, say.
	 */
	private static @Nullable List<Scope> tagsIfAny(CacheRequest request, @Nullable Object value) {
		try {
			return tags(request, value);
		}
		catch (RuntimeException ex) {
			return null;
		}
	}

	/**
	 * Write an entry by one of the commands of the store.
	 * @return whether it was stored
	 */
	CompletableFuture<Boolean> write(EntryKey key, CacheRequest request, Loaded loaded, long loadMillis,
			Writer writer) {
		Encoded encoded = loaded.encoded();
		Lease lease = loaded.lease();
		Duration ttl = ttl(request, loaded.value());
		Collection<Scope> known = loaded.tags();
		if (encoded == null || known == null || ttl.isZero() || ttl.isNegative()) {
			return CompletableFuture.completedFuture(false);
		}
		if (lease == null || lease.isVoid()) {
			return refused((lease == null) ? Event.REFUSED_REDIS : Event.REFUSED_OLD);
		}
		if (encoded.payload().length > this.settings.maxValueSize()) {
			this.tooLarge.tell(
					"A value of cache '%s' is not stored: it takes %d bytes, and %d are allowed. Return less, or raise regions.caches.%1$s.max-value-size"
						.formatted(this.cache, encoded.payload().length, this.settings.maxValueSize()));
			return refused(Event.REFUSED_SIZE);
		}
		if (encoded.decodedLength() > maxDecodedLength()) {
			this.tooLarge.tell(
					"A value of cache '%s' is not stored: it takes %d bytes before compression, and %d are allowed, %d times regions.caches.%1$s.max-value-size. Return less, or raise it"
						.formatted(this.cache, encoded.decodedLength(), maxDecodedLength(), MAX_EXPANSION));
			return refused(Event.REFUSED_SIZE);
		}
		List<Scope> tags = List.copyOf(known);
		if (!Set.copyOf(expectedTags(key, request)).equals(Set.copyOf(tags))) {
			remember(key, tags);
		}
		Envelope entry = new Envelope(lease, this.clock.getAsLong() + ttl.toMillis(),
				(int) Math.min(loadMillis, Integer.MAX_VALUE), this.origin, encoded.type(), encoded.flags(), tags,
				encoded.payload());
		return writer.write(entry, ttl.plus(staleWhileRevalidate(request))).thenApply((stored) -> {
			this.statistics.count((stored == Stored.STORED) ? Event.STORED : Event.REFUSED_REDIS);
			tell(stored);
			return stored == Stored.STORED;
		});
	}

	private void tell(Stored stored) {
		if (stored == Stored.REFUSED) {
			this.notStored
				.tell(("A value of cache '%s' is not stored: Redis of region %s refuses writes, so reads stay "
						+ "misses. Check its memory (maxmemory, maxmemory-policy), its disk and its replicas")
					.formatted(this.cache, this.store.region()));
		}
		else if (stored == Stored.UNKNOWN && this.store.isAvailable()) {
			this.notStored.tell(("A value of cache '%s' may not be stored: Redis of region %s has not confirmed it. "
					+ "The caller has it, and the next one loads it again if it is missing")
				.formatted(this.cache, this.store.region()));
		}
	}

	private CompletableFuture<Boolean> refused(Event event) {
		this.statistics.count(event);
		return CompletableFuture.completedFuture(false);
	}

	private void remember(EntryKey key, List<Scope> tags) {
		this.tags.put(key.text(), tags);
		this.anyTags = true;
	}

	private Duration ttl(CacheRequest request, @Nullable Object value) {
		Duration ttl = (request.ttl() != null) ? request.ttl() : this.settings.ttl();
		if (value == null && this.settings.nullTtl().compareTo(ttl) < 0) {
			ttl = this.settings.nullTtl();
		}
		double shortened = 1 - this.settings.ttlJitter() * ThreadLocalRandom.current().nextDouble();
		return Duration.ofMillis(Math.round(Math.ceil(bounded(ttl).toMillis() * shortened)));
	}

	/**
	 * For ever is longer than can be counted.
	 */
	private static Duration bounded(Duration duration) {
		return (duration.compareTo(LONGEST) < 0) ? duration : LONGEST;
	}

	private Duration staleWhileRevalidate(CacheRequest request) {
		Duration duration = request.staleWhileRevalidate();
		return bounded((duration != null) ? duration : this.settings.staleWhileRevalidate());
	}

	/**
	 * A way to store an entry.
	 */
	interface Writer {

		/**
		 * Store it.
		 */
		CompletableFuture<Stored> write(Envelope entry, Duration ttl);

	}

}
