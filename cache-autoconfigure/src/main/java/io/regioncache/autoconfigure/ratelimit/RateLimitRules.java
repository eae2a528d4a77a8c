package io.regioncache.autoconfigure.ratelimit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.regioncache.autoconfigure.properties.RateLimitProperties;
import io.regioncache.ratelimit.CallerKey;
import io.regioncache.ratelimit.RateLimiters;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.web.RateLimitPhase;
import io.regioncache.web.RateLimitRule;
import io.regioncache.web.RequestKey;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.expression.spel.support.StandardEvaluationContext;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Makes the rules of paths from properties.
 */
final class RateLimitRules {

	private final Map<String, RateLimitProperties> properties;

	private final RateLimiters limiters;

	private final StandardEvaluationContext context = new StandardEvaluationContext();

	RateLimitRules(Map<String, RateLimitProperties> properties, RateLimiters limiters, BeanFactory beanFactory) {
		this.properties = properties;
		this.limiters = limiters;
		this.context.setBeanResolver(new BeanFactoryResolver(beanFactory));
	}

	/**
	 * Return the rules that are checked before or after Spring Security: keys that depend
	 * on who calls, and all expressions, after it.
	 */
	List<RateLimitRule> of(RateLimitPhase phase) {
		List<RateLimitRule> rules = new ArrayList<>();
		this.properties.forEach((name, limit) -> {
			if (!limit.paths().isEmpty() && phaseOf(limit) == phase) {
				rules.add(new RateLimitRule(this.limiters.get(name), paths(name, limit), key(name, limit)));
			}
		});
		return rules;
	}

	private static RateLimitPhase phaseOf(RateLimitProperties limit) {
		return limit.callerKey()
			.filter((key) -> key == CallerKey.ALL || key == CallerKey.CLIENT_ADDRESS)
			.map((key) -> RateLimitPhase.BEFORE_SECURITY)
			.orElse(RateLimitPhase.AFTER_SECURITY);
	}

	private static List<PathPattern> paths(String name, RateLimitProperties limit) {
		try {
			return limit.paths().stream().map(PathPatternParser.defaultInstance::parse).toList();
		}
		catch (PatternParseException ex) {
			throw new RegionConfigurationException(
					"The rate limit '%s' has a path that cannot be read: %s.".formatted(name, ex.toDetailedString()),
					"Write 'regions.rate-limits.%s.paths' as paths of controllers are written, such as '/api/**'."
						.formatted(name));
		}
	}

	private RequestKey key(String name, RateLimitProperties limit) {
		return limit.callerKey().map(RequestKey::of).orElseGet(() -> expression(name, String.valueOf(limit.key())));
	}

	private RequestKey expression(String name, String text) {
		try {
			return RequestKey.of(new SpelExpressionParser().parseExpression(text), this.context);
		}
		catch (ParseException ex) {
			throw new RegionConfigurationException(
					"The rate limit '%s' has the key '%s', which is neither a known key nor valid SpEL (%s)."
						.formatted(name, text, ex.getSimpleMessage()),
					"Write 'all', 'principal', 'tenant', 'client-address', or an expression such as \"header('X-Api-Key')\".");
		}
	}

}
