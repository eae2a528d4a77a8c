package io.regioncache.interceptor;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.ratelimit.CallerKey;
import io.regioncache.ratelimit.RateLimiters;
import org.aopalliance.aop.Advice;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Applies limits to the beans whose methods carry {@code @RateLimited}.
 * <p>
 * Its order is {@value #ORDER}: inside the method security of Spring Security, so that
 * calls without access consume nothing; outside of {@link RegionAnnotationAdvisor caches}
 * and transactions.
 */
@SuppressWarnings("serial")
public final class RateLimitAdvisor extends AbstractPointcutAdvisor {

	/**
	 * The order of the advisor.
	 */
	public static final int ORDER = RegionAnnotationAdvisor.ORDER - 100;

	private final transient Pointcut pointcut;

	private final transient Advice advice;

	/**
	 * Create the advisor.
	 * @param beanFactory resolves beans in expressions
	 * @param limits gives the limits by name, each with the key of callers, empty if its
	 * key is made of requests; asked for at the first annotation
	 * @param limiters the limits, asked for at the first call of an annotated method
	 * @param attributes gives the principal or the tenant of the current caller
	 * @param executor calls asynchronous methods once they are admitted
	 */
	public RateLimitAdvisor(ConfigurableBeanFactory beanFactory, Supplier<Map<String, Optional<CallerKey>>> limits,
			Supplier<RateLimiters> limiters, Function<String, @Nullable Object> attributes, Executor executor) {
		RateLimitSpecs specs = new RateLimitSpecs(new AttributeParser(beanFactory), limits);
		this.pointcut = new AnnotatedPointcut(specs::isAnnotated,
				(method, type) -> specs.get(method, type) != RateLimitSpec.NONE);
		this.advice = new RateLimitInterceptor(specs, limiters, attributes, executor);
		setOrder(ORDER);
	}

	/**
	 * Return whether {@code @RateLimited} is on a class, on one of its methods, or on
	 * what it extends or implements.
	 * @param type the class
	 * @return whether its beans need the advisor
	 */
	public static boolean isMeantFor(Class<?> type) {
		return AnnotatedTypes.RATE_LIMITS.areIn(ClassUtils.getUserClass(type));
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.advice;
	}

}
