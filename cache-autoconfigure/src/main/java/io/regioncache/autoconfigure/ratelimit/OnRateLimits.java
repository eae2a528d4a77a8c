package io.regioncache.autoconfigure.ratelimit;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where any rate limit is configured.
 */
public final class OnRateLimits extends SpringBootCondition {

	public static final String PROPERTY = "regions.rate-limits";

	/**
	 * Whether any rate limit is configured.
	 * @param environment has the properties
	 */
	public static boolean isAnySet(Environment environment) {
		return Binder.get(environment).bind(PROPERTY, Bindable.mapOf(String.class, Object.class)).isBound();
	}

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean any = isAnySet(context.getEnvironment());
		return new ConditionOutcome(any, ConditionMessage.of("'%s' %s", PROPERTY, any ? "is set" : "is not set"));
	}

}
