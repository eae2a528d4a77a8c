package io.regioncache.interceptor;

import org.jspecify.annotations.Nullable;

/**
 * Reads something from a call.
 */
@FunctionalInterface
interface CallExpression {

	/**
	 * Reads what the method returned.
	 */
	CallExpression RESULT = Call::result;

	/**
	 * Read from a call.
	 * @param call the call
	 * @return what was read
	 */
	@Nullable Object evaluate(Call call);

	/**
	 * Reads one argument, without SpEL.
	 *
	 * @param index the position of the argument
	 */
	record Argument(int index) implements CallExpression {

		@Override
		public @Nullable Object evaluate(Call call) {
			return call.argument(this.index);
		}

	}

}
