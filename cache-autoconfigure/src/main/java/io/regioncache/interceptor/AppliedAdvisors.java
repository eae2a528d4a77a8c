package io.regioncache.interceptor;

import java.lang.reflect.Method;

import org.springframework.aop.Advisor;
import org.springframework.aop.PointcutAdvisor;

/**
 * The advisors that apply to a method.
 */
final class AppliedAdvisors {

	private AppliedAdvisors() {
	}

	/**
	 * Return whether an advisor is one of them.
	 * @param advisor the advisor of a proxy
	 * @param method the method called
	 * @param targetClass the class of the target
	 * @return whether it applies
	 */
	static boolean contain(Advisor advisor, Method method, Class<?> targetClass) {
		return advisor instanceof PointcutAdvisor pointcut
				&& pointcut.getPointcut().getClassFilter().matches(targetClass)
				&& pointcut.getPointcut().getMethodMatcher().matches(method, targetClass);
	}

}
