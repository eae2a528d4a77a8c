package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.util.function.BiPredicate;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.support.StaticMethodMatcherPointcut;

/**
 * Selects the methods that carry an annotation of ours, in classes that have any.
 */
final class AnnotatedPointcut extends StaticMethodMatcherPointcut {

	private final BiPredicate<Method, Class<?>> annotated;

	/**
	 * Create a pointcut.
	 * @param classes whether a class has an annotated method
	 * @param annotated whether a method of a class is annotated
	 */
	AnnotatedPointcut(ClassFilter classes, BiPredicate<Method, Class<?>> annotated) {
		this.annotated = annotated;
		setClassFilter(classes);
	}

	@Override
	public boolean matches(Method method, Class<?> targetClass) {
		return this.annotated.test(method, targetClass);
	}

}
