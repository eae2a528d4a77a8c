package io.regioncache.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.key.TypedKeys;
import org.jspecify.annotations.Nullable;

/**
 * What an operator wants to have invalidated. The scope is named beside what it needs, so
 * that a misspelled field is an error, and not the invalidation of a whole cache.
 *
 * @param scope what it covers: {@code key}, {@code tag}, {@code cache} or {@code all}
 * @param cache the name of the cache, for a key or a cache
 * @param key the key as it was typed
 * @param tag the tag
 * @param mode what becomes of the entries
 */
record InvalidationOrder(String scope, @Nullable String cache, @Nullable String key, @Nullable String tag,
		InvalidationMode mode) {

	private static final Set<String> SCOPES = Set.of("key", "tag", "cache", "all");

	static InvalidationOrder of(@Nullable String scope, @Nullable String cache, @Nullable String key,
			@Nullable String tag, @Nullable String mode, Collection<String> caches) {
		if (scope == null || !SCOPES.contains(scope)) {
			throw new InvalidRequestException("'scope' must be one of key, tag, cache, all"
					+ ((scope != null) ? ", not '" + InvalidRequestException.shortened(scope) + "'" : ""));
		}
		boolean needsCache = scope.equals("key") || scope.equals("cache");
		require("cache", cache, needsCache, scope);
		require("key", key, scope.equals("key"), scope);
		require("tag", tag, scope.equals("tag"), scope);
		if (cache != null) {
			requireKnown(cache, caches);
		}
		return new InvalidationOrder(scope, cache, key, tag, mode(mode));
	}

	/**
	 * Refuse a cache that does not exist: its name is probably misspelled.
	 */
	static void requireKnown(String cache, Collection<String> caches) {
		if (!caches.contains(cache)) {
			throw new InvalidRequestException(("There is no cache '%s' in this process, known are %s. "
					+ "A cache exists from its first use, or if 'regions.caches' names it")
				.formatted(InvalidRequestException.shortened(cache), caches));
		}
	}

	private static void require(String field, @Nullable String value, boolean needed, String scope) {
		if (needed && (value == null || value.isEmpty())) {
			throw new InvalidRequestException("With scope '%s', '%s' must be set".formatted(scope, field));
		}
		if (!needed && value != null) {
			throw new InvalidRequestException("With scope '%s', '%s' must not be set".formatted(scope, field));
		}
	}

	private static InvalidationMode mode(@Nullable String mode) {
		for (InvalidationMode known : InvalidationMode.values()) {
			if (known.name().toLowerCase(Locale.ROOT).equals((mode != null) ? mode : "remove")) {
				return known;
			}
		}
		throw new InvalidRequestException("'mode' must be remove or stale");
	}

	/**
	 * Return what the caches are to do.
	 */
	Invalidation invalidation() {
		String cache = this.cache;
		String tag = this.tag;
		List<Invalidation.Key> keys = (this.key != null && cache != null)
				? TypedKeys.of(this.key).stream().map((key) -> new Invalidation.Key(cache, key)).toList() : List.of();
		return new Invalidation(keys, (tag != null) ? List.of(tag) : List.of(),
				(cache != null && keys.isEmpty()) ? List.of(cache) : List.of(), this.scope.equals("all"), this.mode,
				InvalidationRegions.ALL);
	}

	/**
	 * Say what it covers, without the key.
	 */
	String description() {
		return switch (this.scope) {
			case "key" -> "a key of cache '" + this.cache + "'";
			case "tag" -> "a tag";
			case "cache" -> "cache '" + this.cache + "'";
			default -> "everything";
		};
	}

}
