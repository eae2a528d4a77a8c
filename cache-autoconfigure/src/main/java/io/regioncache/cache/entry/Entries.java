package io.regioncache.cache.entry;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.value.Encoded;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.cache.value.ValueException;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.Stored;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the entries of one cache: what a lookup means for a request, and what
 * is stored of a value.
 */
public final class Entries {

	private final String cache;

	private final CacheSettings settings;

	private final ValueCodec codec;

	private final CacheStatistics statistics;

	private final EntryLifetimes lifetimes;

	private final TagMemory tags = new TagMemory();

	private final FailingLoads failing;

	private final HitJudge judge;

	private final int origin;

	private final CacheKeys keys;

	private final RateLimitedLogger refused = new RateLimitedLogger();

	private final RateLimitedLogger tooLarge = new RateLimitedLogger();

	private final RegionStore store;

	private final RateLimitedLogger notStored = new RateLimitedLogger();

	private final @Nullable NearEntries near;

	public Entries(CacheKeys keys, EntryLifetimes lifetimes, RegionStore store, ValueCodec codec,
			CacheStatistics statistics, int origin) {
		this.cache = keys.cache();
		this.keys = keys;
		this.settings = lifetimes.settings();
		this.store = store;
		this.codec = codec;
		this.statistics = statistics;
		this.lifetimes = lifetimes;
		this.failing = new FailingLoads(store.clock());
		this.judge = new HitJudge(this.cache, this.tags, lifetimes, codec, statistics, this.failing);
		this.origin = origin;
		this.near = NearEntries.of(this.cache, lifetimes, store, codec);
	}

	/**
	 * Return the entries that this process keeps itself.
	 * @return the entries, or {@code null} if it keeps none
	 */
	public @Nullable NearEntries near() {
		return this.near;
	}

	/**
	 * Keep an entry no longer that this process keeps itself.
	 */
	public void forget(EntryKey key, CacheRequest request) {
		if (this.near != null) {
			this.near.forget(key, request.key());
		}
	}

	/**
	 * Have values of a class read by callers that declare less than it.
	 */
	public void know(Class<?> type) {
		this.codec.know(type);
	}

	public FailingLoads failing() {
		return this.failing;
	}

	public CacheKeys keys() {
		return this.keys;
	}

	/**
	 * The tags to ask for: what the call knows, or what the entry was last seen with.
	 */
	public Collection<Scope> expectedTags(EntryKey key, CacheRequest request) {
		return this.tags.expected(key, request);
	}

	/**
	 * Say what a lookup means for a request.
	 * @return what was found; {@link Found.Status#UNJUDGED} if the lookup has to be
	 * repeated, because it did not ask for all tags of the entry, which are remembered
	 */
	public Found judge(EntryKey key, CacheRequest request, Lookup lookup) {
		return this.judge.judge(key, request, lookup, false);
	}

	/**
	 * The same where an expired value may be served although nothing refreshes it.
	 */
	public Found judgeKept(EntryKey key, CacheRequest request, Lookup lookup) {
		return this.judge.judge(key, request, lookup, true);
	}

	/**
	 * Whether a fresh value is to be refreshed already.
	 */
	public boolean isDue(Envelope entry) {
		return this.lifetimes.isDue(entry);
	}

	/**
	 * Give another caller a value of its own, or the very value if it has no copy.
	 * @throws ValueException if that caller expects another type
	 */
	public @Nullable Object copy(Loaded loaded, CacheRequest request) {
		Encoded encoded = loaded.encoded();
		return (encoded != null) ? this.codec.decode(encoded, request.type()) : loaded.value();
	}

	/**
	 * Make ready what is put. Nobody knows how long that took, so it is always checked.
	 */
	public Loaded encode(CacheRequest request, @Nullable Object value, @Nullable Lease lease) {
		return encode(request, value, lease, Long.MAX_VALUE);
	}

	/**
	 * Make ready what a load has brought.
	 * @param loadNanos how long it took
	 */
	public Loaded encode(CacheRequest request, @Nullable Object value, @Nullable Lease lease, long loadNanos) {
		List<Scope> tags = null;
		try {
			if (!request.cacheable().test(value)) {
				return new Loaded(value, null, TagMemory.ifAny(request, value), lease);
			}
			tags = TagMemory.of(request, value);
			requireFewTags(tags);
			Lifespan.Terms terms = request.lifespan().of(value);
			return new Loaded(value,
					this.codec.encode(value, request.type(), this.settings.values().fidelity(), loadNanos), tags, lease,
					terms);
		}
		catch (RuntimeException ex) {
			refused(ex);
			return new Loaded(value, null, tags, lease);
		}
	}

	private void refused(RuntimeException ex) {
		boolean different = ex instanceof ValueException refusal && refusal.isDifferent();
		this.statistics.count(different ? Event.REFUSED_DIFFERENT : Event.REFUSED_VALUE);
		this.refused.tell(different ? "cache '%s': %s".formatted(this.cache, ex.getMessage())
				: "A value of cache '%s' is not stored: %s".formatted(this.cache, ex.getMessage()));
	}

	private static void requireFewTags(List<Scope> tags) {
		if (tags.size() > Envelope.MAX_TAGS) {
			throw new ValueException("it has %d tags, and %d are possible".formatted(tags.size(), Envelope.MAX_TAGS),
					null);
		}
	}

	/**
	 * Write an entry by one of the commands of the store.
	 * @return whether it was stored
	 */
	public CompletableFuture<Boolean> write(EntryKey key, CacheRequest request, Loaded loaded, long loadMillis,
			Writer writer) {
		Encoded encoded = loaded.encoded();
		Lease lease = loaded.lease();
		Duration ttl = this.lifetimes.ttl(loaded.terms(), loaded.value());
		Collection<Scope> known = loaded.tags();
		if (encoded == null || known == null || ttl.isZero() || ttl.isNegative()) {
			return CompletableFuture.completedFuture(false);
		}
		if (lease == null || lease.isVoid()) {
			return refused((lease == null) ? Event.REFUSED_REDIS : Event.REFUSED_OLD);
		}
		if (isTooLarge(encoded)) {
			return refused(Event.REFUSED_SIZE);
		}
		List<Scope> tags = List.copyOf(known);
		if (!Set.copyOf(expectedTags(key, request)).equals(Set.copyOf(tags))) {
			this.tags.remember(key, tags);
		}
		Envelope entry = new Envelope(lease, this.lifetimes.softExpiry(ttl),
				new EntrySource((int) Math.min(loadMillis, Integer.MAX_VALUE), this.origin),
				EncodedValues.payload(encoded), tags);
		return writer.write(entry, this.lifetimes.kept(loaded.terms(), ttl)).thenApply((stored) -> {
			this.statistics.count((stored == Stored.STORED) ? Event.STORED : Event.REFUSED_REDIS);
			tell(stored);
			forget(key, request);
			return stored == Stored.STORED;
		});
	}

	private boolean isTooLarge(Encoded encoded) {
		long longest = HitJudge.maxDecodedLength(this.settings);
		if (encoded.length() > this.settings.values().maxValueSize()) {
			this.tooLarge.tell(
					"A value of cache '%s' is not stored: it takes %d bytes, and %d are allowed. Return less, or raise regions.caches.%1$s.max-value-size"
						.formatted(this.cache, encoded.length(), this.settings.values().maxValueSize()));
			return true;
		}
		if (encoded.decodedLength() > longest) {
			this.tooLarge.tell(
					"A value of cache '%s' is not stored: it takes %d bytes before compression, and %d are allowed, %d times regions.caches.%1$s.max-value-size. Return less, or raise it"
						.formatted(this.cache, encoded.decodedLength(), longest, HitJudge.MAX_EXPANSION));
			return true;
		}
		return false;
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

	/**
	 * A way to store an entry.
	 */
	public interface Writer {

		/**
		 * Store it.
		 */
		public CompletableFuture<Stored> write(Envelope entry, Duration ttl);

	}

}
