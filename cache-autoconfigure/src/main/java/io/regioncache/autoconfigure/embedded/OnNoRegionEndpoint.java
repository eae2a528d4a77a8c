package io.regioncache.autoconfigure.embedded;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.ConfigurationPropertyState;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where no property says where any region's Redis is.
 */
public final class OnNoRegionEndpoint extends SpringBootCondition {

	private static final ConfigurationPropertyName ENDPOINTS = ConfigurationPropertyName.of("regions.endpoints");

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Region endpoint");
		if (isAnySet(context.getEnvironment())) {
			return ConditionOutcome.noMatch(message.foundExactly("property " + ENDPOINTS));
		}
		return ConditionOutcome.match(message.didNotFind("property").items(ENDPOINTS));
	}

	public static boolean isAnySet(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source.containsDescendantOf(ENDPOINTS) == ConfigurationPropertyState.PRESENT) {
				return true;
			}
		}
		return false;
	}

}
