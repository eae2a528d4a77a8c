package io.regioncache.interceptor;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * A method that carries an annotation, as its expressions see it.
 *
 * @param method the method whose return type and parameters count
 * @param implementation the class that runs it, which binds type variables
 * @param arguments the position of each argument by the names expressions may use
 * @param named whether the names of the parameters are known
 */
record AnnotatedMethod(Method method, Class<?> implementation, Map<String, Integer> arguments, boolean named) {

	/**
	 * Describe a method.
	 * @param method the most specific method
	 * @param declared the method that carries the annotation or was called, maybe of an
	 * interface; its parameter names come first
	 * @param targetClass the class of the target
	 * @return the description
	 */
	static AnnotatedMethod of(Method method, Method declared, Class<?> targetClass) {
		Map<String, Integer> arguments = new LinkedHashMap<>();
		boolean named = addNames(declared, arguments);
		named = addNames(method, arguments) || named;
		for (int i = 0; i < KotlinMethods.parameterCount(method); i++) {
			arguments.putIfAbsent("p" + i, i);
			arguments.putIfAbsent("a" + i, i);
		}
		if (Proxy.isProxyClass(targetClass)) {
			return new AnnotatedMethod(declared, implementation(declared, targetClass), Map.copyOf(arguments), named);
		}
		return new AnnotatedMethod(method, implementation(method, targetClass), Map.copyOf(arguments), named);
	}

	/**
	 * Return what binds the type variables of a method.
	 * @param method the method
	 * @param targetClass the class of the target
	 * @return the class of the bean, or the interface of a proxy
	 */
	static Class<?> implementation(Method method, Class<?> targetClass) {
		return Proxy.isProxyClass(targetClass) ? boundBy(targetClass, method.getDeclaringClass())
				: ClassUtils.getUserClass(targetClass);
	}

	/**
	 * The methods of a proxy class have lost their generics and names; its interfaces
	 * have not.
	 */
	private static Class<?> boundBy(Class<?> proxyClass, Class<?> owner) {
		for (Class<?> candidate : proxyClass.getInterfaces()) {
			if (owner.isAssignableFrom(candidate)) {
				return candidate;
			}
		}
		return owner;
	}

	private static boolean addNames(Method method, Map<String, Integer> arguments) {
		@Nullable String @Nullable [] names = DefaultParameterNameDiscoverer.getSharedInstance().getParameterNames(method);
		if (names == null) {
			return KotlinMethods.parameterCount(method) == 0;
		}
		for (int i = 0; i < Math.min(names.length, KotlinMethods.parameterCount(method)); i++) {
			String name = names[i];
			if (name != null) {
				arguments.putIfAbsent(name, i);
			}
		}
		return true;
	}

	int parameterCount() {
		return KotlinMethods.parameterCount(this.method);
	}

	List<Integer> parameterIndexes() {
		return IntStream.range(0, parameterCount()).boxed().toList();
	}

	ResolvableType parameterType(int index) {
		return ResolvableType.forMethodParameter(this.method, index, this.implementation);
	}

	/**
	 * Whether a parameter is annotated, on the method or on one that it overrides.
	 */
	boolean hasParameterAnnotation(int index, Class<? extends Annotation> annotation) {
		return new org.springframework.core.annotation.AnnotatedMethod(this.method).getMethodParameters()[index]
			.hasParameterAnnotation(annotation);
	}

	String parameterName(int index) {
		for (Map.Entry<String, Integer> argument : this.arguments.entrySet()) {
			if (argument.getValue() == index && !argument.getKey().matches("[ap]" + index)) {
				return argument.getKey();
			}
		}
		Parameter parameter = this.method.getParameters()[index];
		return parameter.isNamePresent() ? parameter.getName() : "p" + index;
	}

	/**
	 * Return the name a reader of an error message finds the method by.
	 * @return class and method
	 */
	String displayName() {
		return ClassUtils.getQualifiedMethodName(this.method, this.implementation);
	}

}
