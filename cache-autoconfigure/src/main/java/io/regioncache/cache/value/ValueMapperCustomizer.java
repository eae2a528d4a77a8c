package io.regioncache.cache.value;

import io.regioncache.annotation.PublicApi;
import tools.jackson.databind.json.JsonMapper;

/**
 * Callback that changes how values are written to Redis and read back, such as by a
 * module that supports further types.
 * <p>
 * The mapper belongs to the caches: neither {@code spring.jackson.*} nor the mapper of
 * the application has an effect on it. What a customizer makes lossy is refused when it
 * is stored.
 *
 * @since 0.1
 */
@FunctionalInterface
@PublicApi
public interface ValueMapperCustomizer {

	/**
	 * Customize the mapper of cached values.
	 * @param builder the builder of the mapper
	 */
	void customize(JsonMapper.Builder builder);

}
