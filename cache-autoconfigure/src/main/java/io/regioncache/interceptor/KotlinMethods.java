package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;

import kotlin.reflect.KClass;
import kotlin.reflect.KFunction;
import kotlin.reflect.jvm.ReflectJvmMapping;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

/**
 * Hides that a suspending function of Kotlin has its continuation as a last parameter,
 * and says there what it returns.
 */
final class KotlinMethods {

	private static final String RESULT = "kotlin.Result";

	private KotlinMethods() {
	}

	static boolean isSuspending(Method method) {
		return KotlinDetector.isSuspendingFunction(method);
	}

	/**
	 * Return how many parameters the source of a method declares.
	 */
	static int parameterCount(Method method) {
		return method.getParameterCount() - (isSuspending(method) ? 1 : 0);
	}

	/**
	 * Return the arguments of the parameters that the source of a method declares.
	 */
	static @Nullable Object[] arguments(Method method, @Nullable Object[] all) {
		return isSuspending(method) ? Arrays.copyOf(all, all.length - 1) : all;
	}

	/**
	 * Return arguments as reflection counts them, without the continuation itself: two
	 * calls never have the same.
	 */
	static @Nullable Object[] formalArguments(Method method, @Nullable Object[] arguments) {
		return isSuspending(method) ? Arrays.copyOf(arguments, arguments.length + 1) : arguments;
	}

	/**
	 * Return what the source of a method says that it returns.
	 * @param method the method
	 * @param implementation the class that binds type variables
	 */
	static ResolvableType returnType(Method method, Class<?> implementation) {
		if (!isSuspending(method)) {
			return ResolvableType.forMethodReturnType(method, implementation);
		}
		Type continuation = method.getGenericParameterTypes()[method.getParameterCount() - 1];
		return ResolvableType.forType((continuation instanceof ParameterizedType type)
				? result(type.getActualTypeArguments()[0]) : Object.class,
				ResolvableType.forClass(implementation).as(method.getDeclaringClass()));
	}

	static boolean isUnit(Class<?> type) {
		return type.getName().equals("kotlin.Unit");
	}

	static boolean isFlow(Class<?> type) {
		return type.getName().equals("kotlinx.coroutines.flow.Flow");
	}

	/**
	 * Return whether a type is a coroutine that runs on its own, or a flow that has no
	 * end.
	 */
	static boolean isRunning(Class<?> type) {
		return isA(type, "kotlinx.coroutines.Deferred") || isA(type, "kotlinx.coroutines.flow.Flow");
	}

	static boolean isSequence(Class<?> type) {
		return isA(type, "kotlin.sequences.Sequence");
	}

	/**
	 * Return whether a method returns a {@code Result}, which byte code shows as an
	 * {@code Object}.
	 */
	static boolean returnsResult(Method method, Class<?> declared) {
		return declared.getName().equals(RESULT) || (declared == Object.class && method.getName().contains("-")
				&& KotlinDetector.isKotlinReflectPresent() && KotlinDetector.isKotlinType(method.getDeclaringClass())
				&& Reflection.returns(method, RESULT));
	}

	private static boolean isA(Class<?> type, String name) {
		return type.getName().equals(name)
				|| Arrays.stream(type.getInterfaces()).anyMatch((candidate) -> isA(candidate, name))
				|| (type.getSuperclass() != null && isA(type.getSuperclass(), name));
	}

	private static Type result(Type accepted) {
		return (accepted instanceof WildcardType wildcard && wildcard.getLowerBounds().length > 0)
				? wildcard.getLowerBounds()[0] : accepted;
	}

	/**
	 * Apart, since Kotlin reflection is optional.
	 */
	private static final class Reflection {

		static boolean returns(Method method, String type) {
			KFunction<?> function = ReflectJvmMapping.getKotlinFunction(method);
			return function != null && function.getReturnType().getClassifier() instanceof KClass<?> result
					&& type.equals(result.getQualifiedName());
		}

	}

}
