package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.support.AopUtils;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the cached methods of a bean whose authorization is checked inside the cache: a
 * hit would be handed to a caller that nobody has checked.
 */
public final class AuthorizationOrder {

	private static final String SECURITY = "org.springframework.security.";

	private AuthorizationOrder() {
	}

	/**
	 * Return the methods of a bean that are cached outside a check of Spring Security.
	 * @param bean the bean, a proxy or not
	 * @return their names
	 */
	public static Set<String> bypassed(Object bean) {
		if (!(bean instanceof Advised)) {
			return Set.of();
		}
		List<Advisor> advisors = advisors(bean);
		Class<?> type = AopUtils.getTargetClass(bean);
		Set<String> bypassed = new TreeSet<>();
		IntStream.range(0, advisors.size())
			.filter((i) -> isCache(advisors.get(i)))
			.forEach((i) -> collect(type, advisors.get(i), advisors.subList(i + 1, advisors.size()), bypassed));
		return bypassed;
	}

	/**
	 * The advisors of a bean, those of a proxy around a proxy first.
	 */
	private static List<Advisor> advisors(Object bean) {
		List<Advisor> advisors = new ArrayList<>();
		for (Object target = bean; target instanceof Advised advised; target = target(advised)) {
			advisors.addAll(List.of(advised.getAdvisors()));
		}
		return advisors;
	}

	private static void collect(Class<?> type, Advisor cache, List<Advisor> inside, Set<String> bypassed) {
		inside.stream()
			.filter(AuthorizationOrder::isAuthorization)
			.forEach((check) -> collect(type, cache, check, bypassed));
	}

	private static void collect(Class<?> type, Advisor cache, Advisor check, Set<String> bypassed) {
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			if (AppliedAdvisors.contain(cache, method, type) && AppliedAdvisors.contain(check, method, type)) {
				bypassed.add(type.getSimpleName() + "." + method.getName());
			}
		}
	}

	private static boolean isCache(Advisor advisor) {
		return advisor instanceof RegionAnnotationAdvisor || advisor.getAdvice() instanceof CacheInterceptor;
	}

	private static boolean isAuthorization(Advisor advisor) {
		return advisor.getAdvice().getClass().getName().startsWith(SECURITY);
	}

	private static @Nullable Object target(Advised proxy) {
		try {
			return proxy.getTargetSource().isStatic() ? proxy.getTargetSource().getTarget() : null;
		}
		catch (Exception ex) {
			return null;
		}
	}

}
