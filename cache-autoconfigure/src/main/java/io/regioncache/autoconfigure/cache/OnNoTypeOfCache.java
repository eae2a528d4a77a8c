package io.regioncache.autoconfigure.cache;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

/**
 * Where {@code spring.cache.type} names no caches. Spring Boot's own look for it later
 * than we do.
 */
final class OnNoTypeOfCache extends NoneNestedConditions {

	OnNoTypeOfCache() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnProperty("spring.cache.type")
	static final class Named {

	}

}
