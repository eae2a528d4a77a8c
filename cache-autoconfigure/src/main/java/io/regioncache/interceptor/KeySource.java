package io.regioncache.interceptor;

import java.util.function.Supplier;

import io.regioncache.cache.key.FailedKey;

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
	 * Return the key of a call.
	 * @param call the call
	 * @return the key
	 */
	Object key(Invocation call);

	/**
	 * The key an expression gives.
	 * @param expression the expression
	 * @param attribute where it stands
	 * @return the source
	 */
	static KeySource of(CallExpression expression, Attribute attribute) {
		return (call) -> {
			Object key = expression.evaluate(call);
			if (key == null) {
				throw attribute.nullKey();
			}
			return key;
		};
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

	private static Object target(Invocation call) {
		Object target = call.getTarget();
		return (target != null) ? target : call.getTargetClass();
	}

}
