package io.regioncache.autoconfigure.cache;

import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.RegionCacheManagerBuilder;

/**
 * Callback of an application that changes the cache manager before it is built. Beans of
 * this type are called in their order, after the properties {@code regions.caches} and
 * {@code regions.cache-defaults} have been applied.
 *
 * <pre class="code">
 * &#64;Bean
 * RegionCacheManagerBuilderCustomizer products() {
 * 	return (builder) -&gt; builder.cache("products",
 * 			builder.cache("products").mutate().ttl(Duration.ofHours(1)).build());
 * }
 * </pre>
 *
 * @since 0.1
 */
@FunctionalInterface
@PublicApi
public interface RegionCacheManagerBuilderCustomizer {

	/**
	 * Change the cache manager.
	 * @param builder what builds it
	 */
	void customize(RegionCacheManagerBuilder builder);

}
