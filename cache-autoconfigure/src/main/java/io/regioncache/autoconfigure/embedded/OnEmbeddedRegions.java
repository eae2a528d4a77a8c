package io.regioncache.autoconfigure.embedded;

import org.springframework.boot.autoconfigure.condition.ConditionMessage;
import org.springframework.boot.autoconfigure.condition.ConditionOutcome;
import org.springframework.boot.autoconfigure.condition.SpringBootCondition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * Matches where embedded servers are enabled: by property, or else in tests of Spring
 * Boot. A class path alone must not give a production process a private Redis.
 */
public final class OnEmbeddedRegions extends SpringBootCondition {

	static final String PROPERTY = "regions.embedded.enabled";

	/**
	 * Spring Boot sets it in a test with {@code @SpringBootTest}.
	 */
	private static final String TEST = "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

	@Override
	public ConditionOutcome getMatchOutcome(ConditionContext context, AnnotatedTypeMetadata metadata) {
		ConditionMessage.Builder message = ConditionMessage.forCondition("Embedded regions");
		return isEnabled(context.getEnvironment()) ? ConditionOutcome.match(message.because("they are enabled"))
				: ConditionOutcome.noMatch(message.because("'" + PROPERTY + "' is not true"));
	}

	public static boolean isEnabled(Environment environment) {
		return environment.getProperty(PROPERTY, Boolean.class, Boolean.parseBoolean(environment.getProperty(TEST)));
	}

}
