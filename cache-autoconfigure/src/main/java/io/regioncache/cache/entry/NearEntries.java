package io.regioncache.cache.entry;

import java.lang.reflect.Type;
import java.util.Objects;
import java.util.function.Function;

import io.regioncache.cache.key.EncodedKey;
import io.regioncache.cache.key.PlainKey;
import io.regioncache.cache.near.NearCache;
import io.regioncache.cache.near.NearCache.Outcome;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.near.NearSettings.Share;
import io.regioncache.cache.value.ImmutableValues;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.cache.value.ValueException;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache that this process keeps itself: those that it has read, ready
 * to be served.
 * <p>
 * They are found by the key of the call where its {@code equals} tells it from all
 * others, so that a hit encodes nothing; by the encoded key otherwise.
 */
public final class NearEntries {

	private static final byte[] NO_BYTES = {};

	private final NearWarnings warnings;

	private final Share share;

	private final EntryLifetimes lifetimes;

	private final ValueCodec codec;

	private final NearCache<Hit> near;

	private NearEntries(String cache, EntryLifetimes lifetimes, RegionStore store, ValueCodec codec) {
		NearSettings settings = lifetimes.settings().near();
		this.warnings = new NearWarnings(cache, store);
		this.share = settings.share();
		this.lifetimes = lifetimes;
		this.codec = codec;
		this.near = new NearCache<>(settings, store.lookups()::followed, store.clock());
	}

	/**
	 * Create what is to be filled.
	 * @return the entries, or {@code null} if the settings ask for none
	 */
	static @Nullable NearEntries of(String cache, EntryLifetimes lifetimes, RegionStore store, ValueCodec codec) {
		return lifetimes.settings().near().isOn() ? new NearEntries(cache, lifetimes, store, codec) : null;
	}

	/**
	 * Return by what the entry of a key is found.
	 */
	public static Object keyOf(Object key, EntryKey place) {
		Object plain = PlainKey.of(key);
		return (plain != null) ? plain : new EncodedKey(place.text());
	}

	/**
	 * Return an entry.
	 * @param key by what it is found
	 * @param type the declared type of its value
	 * @return the entry; {@code null} if there is none that may be served
	 */
	public @Nullable Hit find(Object key, Type type) {
		Hit hit = this.near.get(key);
		if (hit == null) {
			return null;
		}
		if (hit.shared) {
			return (hit.type == type || hit.type.equals(type)) ? hit : without();
		}
		try {
			return hit.with(this.codec.decode(EncodedValues.of(hit.entry()), type));
		}
		catch (ValueException ex) {
			return without();
		}
	}

	private @Nullable Hit without() {
		this.near.count(Outcome.MISS);
		return null;
	}

	/**
	 * Note that a caller was served.
	 */
	public void served() {
		this.near.count(Outcome.HIT);
	}

	/**
	 * Note that a caller asks for more than may be served.
	 */
	public void bypassed() {
		this.near.count(Outcome.BYPASS);
	}

	/**
	 * Keep what was read and found fresh.
	 * @param bytes the stored form
	 */
	public void keep(EntryKey place, CacheRequest request, byte[] bytes, Found found) {
		Envelope entry = found.entry();
		boolean shared = this.share != Share.NEVER && ImmutableValues.contain(found.value());
		if (entry == null || (this.share == Share.REQUIRED && !shared)) {
			this.warnings.notShared(found.value());
			return;
		}
		Envelope kept = shared ? withoutBytes(entry) : entry;
		Object value = shared ? found.value() : null;
		Function<Markers, Hit> hits = (markers) -> new Hit(place, request.type(), shared,
				new Found(Found.Status.FRESH, markers, kept, value));
		Boolean done = this.near.put(keyOf(request.key(), place), place, kept, bytes, this.lifetimes.freshFor(entry),
				hits);
		if (done == null) {
			this.warnings.notFollowed();
		}
	}

	/**
	 * Drop an entry, since another one takes its place.
	 */
	void forget(EntryKey place, Object key) {
		this.near.remove(keyOf(key, place));
	}

	public NearCache<?> near() {
		return this.near;
	}

	private static Envelope withoutBytes(Envelope entry) {
		EntryPayload value = entry.value();
		return new Envelope(entry.lease(), entry.softExpiry(), entry.source(),
				new EntryPayload(value.type(), value.flags(), NO_BYTES), entry.tags(), entry.stamp());
	}

	/**
	 * An entry that may be served.
	 *
	 * @param place where it lies in Redis
	 * @param type the declared type of its value
	 * @param shared whether the value may be given to all callers
	 * @param found what is served
	 */
	public record Hit(EntryKey place, Type type, boolean shared, Found found) {

		public Envelope entry() {
			return Objects.requireNonNull(this.found.entry());
		}

		Hit with(@Nullable Object value) {
			return new Hit(this.place, this.type, this.shared,
					new Found(this.found.status(), this.found.markers(), this.found.entry(), value));
		}

	}

}
