package io.regioncache.autoconfigure.region;

import java.util.List;

import org.jspecify.annotations.Nullable;

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
 * Matches where no property says that the application has a Redis of its own.
 */
public final class OnNoRedisSettings extends SpringBootCondition {

	private static final List<ConfigurationPropertyName> SETTINGS = List
		.of("url", "host", "port", "database", "username", "password", "ssl", "sentinel", "cluster", "masterreplica",
				"client-type")
		.stream()
		.map((name) -> ConfigurationPropertyName.of("spring.data.redis." + name))
		.toList();

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Own Redis");
		ConfigurationPropertyName setting = setting(context.getEnvironment());
		if (setting != null) {
			return ConditionOutcome.noMatch(message.foundExactly("property " + setting));
		}
		return ConditionOutcome.match(message.didNotFind("property").items("spring.data.redis"));
	}

	/**
	 * Return a property that says that the application has a Redis of its own.
	 */
	public static @Nullable ConfigurationPropertyName setting(Environment environment) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			for (ConfigurationPropertyName setting : SETTINGS) {
				if (source.getConfigurationProperty(setting) != null
						|| source.containsDescendantOf(setting) == ConfigurationPropertyState.PRESENT) {
					return setting;
				}
			}
		}
		return null;
	}

}
