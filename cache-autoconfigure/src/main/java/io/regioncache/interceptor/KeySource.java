package io.regioncache.interceptor;

import java.util.function.Supplier;

import io.regioncache.cache.key.FailedKey;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.cache.interceptor.SimpleKeyGenerator;

/**
 * Gives the key of a call.
 */
@FunctionalInterface
interface KeySource {

	/**
	 * All arguments of the method. Their hash code is taken, which may fail.
	 */
	KeySource ALL_ARGUMENTS = (call) -> {
		try {
			return SimpleKeyGenerator.generateKey(call.getArgs());
		}
		catch (RuntimeException | StackOverflowError ex) {
			return new FailedKey("The arguments cannot be read: " + ex, ex);
		}
	};

	/**
	 * The same of a method that has several parameters, or none.
	 */
	KeySource OTHER_ARGUMENTS = new KeySource() {

		@Override
		public Object key(Invocation call) {
			return ALL_ARGUMENTS.key(call);
		}

		@Override
		public ArgumentKey fromArguments() {
			return ArgumentKey.ALL;
		}

	};

	/**
	 * The same of a method that has one parameter.
	 */
	KeySource ONLY_ARGUMENT = new KeySource() {

		@Override
		public Object key(Invocation call) {
			return ALL_ARGUMENTS.key(call);
		}

		@Override
		public ArgumentKey fromArguments() {
			return ArgumentKey.at(0);
		}

	};

	/**
	 * Return the key of a call.
	 * @param call the call
	 * @return the key
	 */
	Object key(Invocation call);

	/**
	 * Return what reads the key from the arguments alone.
	 * @return what reads it, or {@code null} if a key depends on more
	 */
	default @Nullable ArgumentKey fromArguments() {
		return null;
	}

	/**
	 * The key an expression gives.
	 * @param expression the expression
	 * @param attribute where it stands
	 * @return the source
	 */
	static KeySource of(CallExpression expression, Attribute attribute) {
		return new Expressed(expression, attribute);
	}

	/**
	 * The key a generator gives.
	 * @param generator the generator
	 * @return the source
	 */
	static KeySource of(Supplier<KeyGenerator> generator) {
		return (call) -> generator.get()
			.generate(target(call), call.getMethod(), KotlinMethods.formalArguments(call.getMethod(), call.getArgs()));
	}

	/**
	 * The key an expression gives.
	 *
	 * @param expression the expression
	 * @param attribute where it stands
	 */
	record Expressed(CallExpression expression, Attribute attribute) implements KeySource {

		@Override
		public Object key(Invocation call) {
			Object key = this.expression.evaluate(call);
			if (key == null) {
				throw this.attribute.nullKey();
			}
			return key;
		}

		@Override
		public @Nullable ArgumentKey fromArguments() {
			return this.expression.fromArguments();
		}

	}

	private static Object target(Invocation call) {
		Object target = call.getTarget();
		return (target != null) ? target : call.getTargetClass();
	}

}
