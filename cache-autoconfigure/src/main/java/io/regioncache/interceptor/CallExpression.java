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
	 * Return what reads the same from the arguments alone.
	 * @return what reads it, or {@code null} if it depends on more
	 */
	default @Nullable ArgumentKey fromArguments() {
		return null;
	}

	/**
	 * Is the same for all calls.
	 *
	 * @param value what it is
	 */
	record Constant(Object value) implements CallExpression {

		@Override
		public Object evaluate(Invocation call) {
			return this.value;
		}

		@Override
		public ArgumentKey fromArguments() {
			return ArgumentKey.always(this.value);
		}

	}

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

		@Override
		public ArgumentKey fromArguments() {
			return ArgumentKey.at(this.index);
		}

	}

}
