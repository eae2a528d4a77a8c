package io.regioncache.interceptor;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.support.DefaultConversionService;

/**
 * Decides something about a call; {@code null} is no.
 */
@FunctionalInterface
interface CallCondition {

	/**
	 * Says yes to every call.
	 */
	CallCondition ALWAYS = (call) -> true;

	/**
	 * Says no to every call.
	 */
	CallCondition NEVER = (call) -> false;

	/**
	 * Decide.
	 * @param call the call
	 * @return yes or no
	 */
	boolean test(Invocation call);

	/**
	 * The decision an expression takes.
	 * @param expression the expression
	 * @return the condition
	 */
	static CallCondition of(CallExpression expression) {
		return (call) -> isTrue(expression.evaluate(call));
	}

	private static boolean isTrue(@Nullable Object value) {
		if (value instanceof Boolean flag) {
			return flag;
		}
		return value != null
				&& Boolean.TRUE.equals(DefaultConversionService.getSharedInstance().convert(value, Boolean.class));
	}

}
