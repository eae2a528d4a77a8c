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
	CallExpression RESULT = Invocation::result;

	/**
	 * Reads the element that an entry is for.
	 */
	CallExpression ELEMENT = Invocation::element;

	/**
	 * Read from a call.
	 * @param call the call
	 * @return what was read
	 */
	@Nullable Object evaluate(Invocation call);

	/**
	 * Reads one argument, without SpEL.
	 *
	 * @param index the position of the argument
	 */
	record Argument(int index) implements CallExpression {

		@Override
		public @Nullable Object evaluate(Invocation call) {
			return call.argument(this.index);
		}

	}

}
