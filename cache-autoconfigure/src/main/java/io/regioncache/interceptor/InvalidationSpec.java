package io.regioncache.interceptor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.invalidation.Invalidation;
import org.jspecify.annotations.Nullable;

/**
 * What one {@code @Invalidates} says about the calls of a method.
 *
 * @param tags gives the tags
 * @param cacheNames the caches
 * @param key gives the keys in each cache, or {@code null} for all entries
 * @param condition whether a call invalidates anything
 * @param mode what becomes of the entries
 * @param regions which regions are meant
 */
record InvalidationSpec(TagsSpec tags, List<String> cacheNames, @Nullable KeysSource key, CallCondition condition,
		InvalidationMode mode, InvalidationRegions regions) {

	/**
	 * Return what a call invalidates.
	 * @param call the call, with its result
	 * @return the invalidation, or {@code null} for none
	 */
	@Nullable Invalidation invalidation(Invocation call) {
		if (!this.condition.test(call)) {
			return null;
		}
		Set<String> tags = this.tags.all(call);
		if (tags.isEmpty() && this.cacheNames.isEmpty()) {
			return null;
		}
		return new Invalidation(keys(call), tags, (this.key != null) ? List.of() : this.cacheNames, false, this.mode,
				this.regions);
	}

	private List<Invalidation.Key> keys(Invocation call) {
		if (this.key == null || this.cacheNames.isEmpty()) {
			return List.of();
		}
		Collection<Object> keys = this.key.keys(call);
		List<Invalidation.Key> all = new ArrayList<>(this.cacheNames.size() * keys.size());
		this.cacheNames.forEach((name) -> keys.forEach((key) -> all.add(new Invalidation.Key(name, key))));
		return all;
	}

}
