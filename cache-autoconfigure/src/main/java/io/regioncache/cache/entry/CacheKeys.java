package io.regioncache.cache.entry;

import java.util.List;
import java.util.function.Function;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.key.EncodedKey;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.cache.key.TypedKeys;
import io.regioncache.cache.key.UnsupportedKeyException;
import io.regioncache.cache.key.VariedKey;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Turns the keys of calls into the places of entries of one cache. A key that has no text
 * breaks no call: it is counted and logged, and the call bypasses the cache.
 */
public final class CacheKeys {

	private final String cache;

	private final Function<String, EntryKey> places;

	private final CacheStatistics statistics;

	private final RateLimitedLogger bypassed = new RateLimitedLogger();

	private final RateLimitedLogger withoutEffect = new RateLimitedLogger();

	private final RateLimitedLogger widened = new RateLimitedLogger();

	public CacheKeys(String cache, Function<String, EntryKey> places, CacheStatistics statistics) {
		this.cache = cache;
		this.places = places;
		this.statistics = statistics;
	}

	/**
	 * Return the name of the cache.
	 */
	String cache() {
		return this.cache;
	}

	/**
	 * Return where the entry of a key lies, or {@code null} if none can be stored under
	 * it.
	 */
	public @Nullable EntryKey find(Object key) {
		try {
			return place(key);
		}
		catch (UnsupportedKeyException ex) {
			this.statistics.count(Event.REFUSED_KEY);
			this.bypassed.tell("A call bypasses cache '%s': %s".formatted(this.cache, ex.getMessage()));
			return null;
		}
	}

	/**
	 * Return the text of a key, or {@code null} if it has none. Not counted.
	 */
	public @Nullable String text(Object key) {
		try {
			return KeyEncoder.encode(key);
		}
		catch (UnsupportedKeyException ex) {
			return null;
		}
	}

	/**
	 * A call that was looked up by one key would have to be stored under another.
	 */
	public void changed() {
		this.statistics.count(Event.REFUSED_KEY);
		this.bypassed.tell(("A value of cache '%s' is not stored: the key of its call changed while the method ran. "
				+ "Leave the arguments of the method as they are, or give it a key expression that does not change")
			.formatted(this.cache));
	}

	/**
	 * Return the scopes to invalidate for a key, and count keys that cannot be encoded.
	 */
	public Affected invalidated(Object key) {
		try {
			return affected(place(key));
		}
		catch (UnsupportedKeyException ex) {
			this.statistics.count(Event.REFUSED_KEY);
			if (ex.isUnreadable()) {
				this.widened.tell("All entries of cache '%s' are invalidated, because a key cannot be read: %s"
					.formatted(this.cache, ex.getMessage()));
			}
			else {
				this.withoutEffect.tell(
						"An invalidation in cache '%s' has no effect, because nothing is ever stored under its key: %s"
							.formatted(this.cache, ex.getMessage()));
			}
			return unknown(ex);
		}
	}

	/**
	 * The same without counting it.
	 */
	public Affected covered(Object key) {
		try {
			return affected(place(key));
		}
		catch (UnsupportedKeyException ex) {
			return unknown(ex);
		}
	}

	/**
	 * Return the places that a text may mean which somebody has typed.
	 */
	public List<EntryKey> typed(String text) {
		return TypedKeys.of(text).stream().map(this::place).toList();
	}

	private static Affected affected(EntryKey place) {
		return new Affected(List.of(place), List.of(place.scope()));
	}

	/**
	 * Nothing lies under a key without a text; under one that cannot be read just now
	 * something may.
	 */
	private Affected unknown(UnsupportedKeyException failure) {
		return new Affected(List.of(), failure.isUnreadable() ? List.of(Scope.cache(this.cache)) : List.of());
	}

	private EntryKey place(@Nullable Object key) {
		if (key instanceof EncodedKey encoded) {
			EntryKey place = this.places.apply(encoded.text());
			String plain = KeyEncoder.withoutVariant(encoded.text());
			return (plain != null) ? place.coveredAs(this.places.apply(plain)) : place;
		}
		EntryKey place = this.places.apply(KeyEncoder.encode(key));
		return (key instanceof VariedKey varied) ? place.coveredAs(place(varied.key())) : place;
	}

	/**
	 * What an invalidation of a key covers.
	 *
	 * @param entries the entry, if it is known which
	 * @param scopes the key, or the whole cache, or nothing
	 */
	public record Affected(List<EntryKey> entries, List<Scope> scopes) {

	}

}
