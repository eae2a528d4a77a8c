package io.regioncache.interceptor;

import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.ratelimit.CallerKey;
import org.jspecify.annotations.Nullable;

/**
 * What {@code @RateLimited} says of a method.
 *
 * @param limit the name of the limit
 * @param expression gives the key of a call, {@code null} if its caller does
 * @param callerKey gives the key of a call that has no expression
 * @param shape how the method hands out its value
 */
record RateLimitSpec(String limit, @Nullable CallExpression expression, CallerKey callerKey, ResultShape shape) {

	/**
	 * Of a method that is not annotated.
	 */
	static final RateLimitSpec NONE = new RateLimitSpec("", null, CallerKey.ALL, ResultShape.NOTHING);

	/**
	 * Return the key that the arguments of a call give.
	 * @return the key, {@code null} if the caller gives it
	 */
	@Nullable String keyOf(Invocation call) {
		return (this.expression != null) ? "value:" + KeyEncoder.encode(this.expression.evaluate(call)) : null;
	}

}
