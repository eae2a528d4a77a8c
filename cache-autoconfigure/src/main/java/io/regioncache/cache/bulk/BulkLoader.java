package io.regioncache.cache.bulk;

import io.regioncache.annotation.PublicApi;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The origin of many values: the body of a method that is cached by
 * {@link io.regioncache.annotation.Keys}.
 *
 * @param <K> what the values are asked for by
 * @since 0.1
 */
@FunctionalInterface
@PublicApi
public interface BulkLoader<K> {

	/**
	 * Load the missing values.
	 * @param missing what is asked for: never empty, without duplicates, in the order of
	 * the caller
	 * @return the values; what is not in it has none, {@code null} if nothing has one
	 * @throws Throwable whatever the origin throws; it reaches the caller untouched
	 */
	@Nullable Map<?, ?> load(List<K> missing) throws Throwable;

}
