package io.regioncache.autoconfigure.endpoint;

import java.util.Map;

import io.regioncache.annotation.PublicApi;

import org.springframework.boot.autoconfigure.service.connection.ConnectionDetails;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/**
 * Where the Redis of each region is. A bean of this type replaces every
 * {@code regions.endpoints.*} address; several beans are combined.
 * <p>
 * Such a bean is created while bean definitions are still being collected, because each
 * region becomes a bean of its own. Declare it in a {@code static} {@code @Bean} method
 * that takes nothing but the {@code Environment}. Only the names are asked for then; the
 * details of a region may be worked out later, when they are read.
 *
 * @since 0.1
 */
@PublicApi
public interface RegionsConnectionDetails extends ConnectionDetails {

	/**
	 * Return the connection details of each region.
	 * @return region name to details, in the order the regions shall have
	 */
	Map<String, DataRedisConnectionDetails> getRegions();

}
