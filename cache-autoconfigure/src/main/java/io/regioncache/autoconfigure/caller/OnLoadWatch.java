package io.regioncache.autoconfigure.caller;

import java.util.Objects;

import io.regioncache.autoconfigure.embedded.EmbeddedRegionsConnectionDetails;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.ConfigurationCondition;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where loads are watched: by property, or else with embedded servers.
 */
public final class OnLoadWatch extends SpringBootCondition implements ConfigurationCondition {

	public static final String PROPERTY = "regions.vary.warn";

	@Override
	public ConfigurationPhase getConfigurationPhase() {
		return ConfigurationPhase.REGISTER_BEAN;
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Load watch");
		Boolean property = context.getEnvironment().getProperty(PROPERTY, Boolean.class);
		if (property != null) {
			return new ConditionOutcome(property, message.because("'%s' is %s".formatted(PROPERTY, property)));
		}
		boolean embedded = BeanFactoryUtils.beanNamesForTypeIncludingAncestors(
				Objects.requireNonNull(context.getBeanFactory()), EmbeddedRegionsConnectionDetails.class, true,
				false).length > 0;
		return new ConditionOutcome(embedded,
				message.because(embedded ? "servers are embedded" : "servers are not embedded"));
	}

}
