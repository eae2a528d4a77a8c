package io.regioncache.autoconfigure.cache;

import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cache.CacheManager;

/**
 * Where the application has caches of its own, or has Spring Boot make some.
 */
final class OnOtherCaches extends AnyNestedCondition {

	OnOtherCaches() {
		super(ConfigurationPhase.REGISTER_BEAN);
	}

	@ConditionalOnBean(CacheManager.class)
	static final class Present {

	}

	@ConditionalOnProperty("spring.cache.type")
	static final class Named {

	}

}
