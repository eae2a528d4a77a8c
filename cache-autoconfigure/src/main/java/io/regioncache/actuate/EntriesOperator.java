package io.regioncache.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import io.regioncache.cache.EntryExplainer;
import io.regioncache.cache.ExplainedEntry;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.invalidation.RegionsBehindException;
import org.jspecify.annotations.Nullable;

/**
 * Explains and invalidates entries of the caches of the home region for operators.
 */
public final class EntriesOperator {

	private final RegionCacheManager caches;

	private final EntryExplainer explainer;

	/**
	 * Create an operator.
	 * @param caches the caches of the home region
	 * @param explainer explains entries
	 */
	public EntriesOperator(RegionCacheManager caches, EntryExplainer explainer) {
		this.caches = caches;
		this.explainer = explainer;
	}

	/**
	 * Explain what each region has of an entry.
	 * @param cache the name of the cache
	 * @param key the key as somebody types it, or as it stands in Redis
	 * @throws InvalidRequestException if there is no such cache, or the key is missing
	 */
	Map<String, Map<String, ExplainedEntry>> explain(String cache, @Nullable String key) {
		InvalidationOrder.requireKnown(cache, this.caches.getCacheNames());
		if (key == null || key.isEmpty()) {
			throw new InvalidRequestException("Add the key: 'entries/<cache>?key=<key>'");
		}
		return this.explainer.explain(cache, key).join();
	}

	/**
	 * Read the order of an operator.
	 * @throws InvalidRequestException if it makes no sense
	 */
	InvalidationOrder order(@Nullable String scope, @Nullable String cache, @Nullable String key, @Nullable String tag,
			@Nullable String mode) {
		return InvalidationOrder.of(scope, cache, key, tag, mode, this.caches.getCacheNames());
	}

	/**
	 * Invalidate, and tell how far that has come.
	 */
	Map<String, Object> invalidate(InvalidationOrder order) {
		Map<String, Object> done = new LinkedHashMap<>();
		done.put("invalidated", order.description());
		done.put("scopes", this.caches.covered(order.invalidation()).size());
		done.putAll(outcome(order));
		return done;
	}

	private Map<String, Object> outcome(InvalidationOrder order) {
		Map<String, Object> told = new LinkedHashMap<>();
		try {
			InvalidationOutcome outcome = this.caches.invalidate(order.invalidation());
			told.put("outcome", outcome.name());
			told.put("meaning", meaning(outcome));
		}
		catch (RegionsBehindException ex) {
			told.put("outcome", "BEHIND");
			told.put("meaning", ex.getMessage());
			told.put("behind", ex.regions());
		}
		return told;
	}

	private static String meaning(InvalidationOutcome outcome) {
		return switch (outcome) {
			case APPLIED -> "The home region has applied it, and the others read it from its log";
			case RELAYED -> "The home region does not answer; another region has taken it and passes it on";
			case DEFERRED -> "No region answers; this process keeps it, retries it, and bypasses its cache meanwhile";
			case AFTER_COMMIT -> "It takes place after the commit of the caller's transaction";
		};
	}

}
