package io.regioncache.autoconfigure.actuate;

import io.regioncache.autoconfigure.properties.RegionsProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} that keeps secrets and passwords out of
 * Actuator's endpoints, whether or not Region Cache is enabled.
 */
@AutoConfiguration
@ConditionalOnClass(SanitizingFunction.class)
public final class RegionsActuatorAutoConfiguration {

	@Bean
	SanitizingFunction regionsSanitizingFunction(ObjectProvider<RegionsProperties> properties) {
		return new RegionsSanitizingFunction(properties::getIfAvailable);
	}

}
