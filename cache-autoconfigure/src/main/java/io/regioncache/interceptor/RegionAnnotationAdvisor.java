package io.regioncache.interceptor;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.Callers;
import io.regioncache.caller.LoadWatch;
import org.aopalliance.aop.Advice;

import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;
import org.springframework.util.function.SingletonSupplier;

/**
 * Applies the caches to the beans whose methods carry our annotations.
 * <p>
 * Its order is {@value #ORDER}: outside {@code @Transactional} (lowest precedence unless
 * changed), so that invalidations follow the commit and a hit needs no transaction;
 * inside the method security of Spring Security (orders below 1000), so that a hit cannot
 * reach a caller without access.
 */
@SuppressWarnings("serial")
public final class RegionAnnotationAdvisor extends AbstractPointcutAdvisor {

	/**
	 * The order of the advisor.
	 */
	public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 1000;

	private final transient Pointcut pointcut;

	private final transient Advice advice;

	/**
	 * Create the advisor.
	 * @param beanFactory resolves placeholders, key generators and beans in expressions
	 * @param manager the caches, asked for at the first call of an annotated method
	 * @param executor calls asynchronous methods where the lease had to be awaited first
	 * @param keyless warns of methods that share an entry
	 * @param shared refuses methods whose values callers must not share
	 * @param written refuses methods whose changes nothing writes
	 */
	public RegionAnnotationAdvisor(ConfigurableBeanFactory beanFactory, Supplier<RegionCacheManager> manager,
			Executor executor, KeylessMethods keyless, SharedValues shared, WrittenMethods written) {
		MethodSpecs specs = new MethodSpecs(new MethodSpecFactory(new AttributeParser(beanFactory)), keyless, shared,
				written);
		this.pointcut = new AnnotatedPointcut(specs::isAnnotated,
				(method, type) -> specs.get(method, type) != MethodSpec.NONE);
		Callers callers = new Callers(() -> beanFactory.getBeanProvider(CallerAttribute.class).orderedStream());
		this.advice = new RegionOperationInterceptor(specs, callers,
				SingletonSupplier
					.of(() -> beanFactory.getBeanProvider(LoadWatch.class).getIfAvailable(() -> LoadWatch.OFF)),
				manager, executor);
		setOrder(ORDER);
	}

	/**
	 * Return whether any of our annotations is on a class, on one of its methods, or on
	 * what it extends or implements.
	 * @param type the class
	 * @return whether its beans need the advisor
	 */
	public static boolean isMeantFor(Class<?> type) {
		return AnnotatedTypes.CACHES.areIn(ClassUtils.getUserClass(type));
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
