package io.regioncache.web;

import java.util.UUID;

import io.regioncache.ratelimit.CallerKey;

import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;

/**
 * Says whose bucket a request counts towards.
 */
@FunctionalInterface
public interface RequestKey {

	/**
	 * Return the key of a request.
	 * @param request the request
	 * @return the key
	 */
	String of(RateLimitedRequest request);

	/**
	 * The key of the caller.
	 * @param key what tells callers apart
	 * @return the key
	 */
	static RequestKey of(CallerKey key) {
		return (request) -> key.of(request::attribute, request.caller());
	}

	/**
	 * The key an expression gives; requests for which it is {@code null} are told apart
	 * by address.
	 * @param expression the expression, over a {@link RateLimitedRequest}
	 * @param context where it finds beans and types
	 * @return the key
	 */
	static RequestKey of(Expression expression, EvaluationContext context) {
		return (request) -> {
			Object value = expression.getValue(context, request);
			return (value != null) ? text(value, expression)
					: CallerKey.CLIENT_ADDRESS.of(request::attribute, request.caller());
		};
	}

	private static String text(Object value, Expression expression) {
		if (value instanceof CharSequence || value instanceof Number || value instanceof Enum<?>
				|| value instanceof Boolean || value instanceof UUID) {
			return "value:" + value;
		}
		throw new IllegalStateException(
				"The key '%s' of a rate limit gives a %s. Let it give text, a number, a UUID or an enum"
					.formatted(expression.getExpressionString(), value.getClass().getName()));
	}

}
