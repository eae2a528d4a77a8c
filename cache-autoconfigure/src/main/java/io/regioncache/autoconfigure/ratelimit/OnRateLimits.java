package io.regioncache.autoconfigure.ratelimit;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where any rate limit is configured.
 */
final class OnRateLimits extends SpringBootCondition {

	private static final String PROPERTY = "regions.rate-limits";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		boolean any = Binder.get(context.getEnvironment())
			.bind(PROPERTY, Bindable.mapOf(String.class, Object.class))
			.isBound();
		return new ConditionOutcome(any, ConditionMessage.of("'%s' %s", PROPERTY, any ? "is set" : "is not set"));
	}

}
