package io.regioncache.autoconfigure.aot;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} that compares the decisions of an
 * ahead-of-time build with the properties that the application starts with. It does not
 * depend on {@code regions.enabled}, which is decided as well.
 */
@AutoConfiguration
public final class RegionAheadOfTimeAutoConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static AheadOfTimeCheck regionAheadOfTimeCheck(Environment environment) {
		return new AheadOfTimeCheck(environment);
	}

}
