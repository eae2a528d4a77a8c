package io.regioncache.autoconfigure.interceptor;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.regioncache.interceptor.KeylessMethods;
import io.regioncache.interceptor.SpringOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.config.CacheManagementConfigUtils;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.SimpleKeyGenerator;
import org.springframework.util.ClassUtils;

/**
 * Looks at the end of the start for beans whose annotations, Spring's own or those of
 * JSR-107, do not do on the caches of a region what they say.
 */
final class CachedBeansCheck implements SmartInitializingSingleton {

	private static final boolean JSR_107 = ClassUtils.isPresent("javax.cache.annotation.CacheResult",
			CachedBeansCheck.class.getClassLoader())
			&& ClassUtils.isPresent("org.springframework.cache.jcache.interceptor.JCacheOperationSource",
					CachedBeansCheck.class.getClassLoader());

	private final ConfigurableListableBeanFactory beans;

	private final KeylessMethods keyless;

	CachedBeansCheck(ConfigurableListableBeanFactory beans, KeylessMethods keyless) {
		this.beans = beans;
		this.keyless = keyless;
	}

	@Override
	public void afterSingletonsInstantiated() {
		CacheUse use = new CacheUse(this.beans);
		CacheOperationSource source = this.beans.getBeanProvider(CacheOperationSource.class).getIfUnique();
		SpringOperations spring = (source != null)
				? new SpringOperations(source, use::isOurs, hasSimpleKeys(), this.keyless) : null;
		StandardAnnotations standard = JSR_107 ? StandardAnnotations.in(this.beans, use) : null;
		if (spring != null || standard != null) {
			check(spring, standard);
		}
	}

	private void check(@Nullable SpringOperations spring, @Nullable StandardAnnotations standard) {
		for (String name : names()) {
			Class<?> type = type(name);
			if (type != null && spring != null) {
				spring.check(type);
			}
			if (type != null && standard != null) {
				standard.check(name, type);
			}
		}
	}

	/**
	 * Singletons that were registered as objects are not proxied by Spring, so only woven
	 * aspects intercept them, or a proxy that the application has made.
	 */
	private Set<String> names() {
		Set<String> names = new LinkedHashSet<>(List.of(this.beans.getBeanDefinitionNames()));
		boolean woven = this.beans.containsBean(CacheManagementConfigUtils.CACHE_ASPECT_BEAN_NAME)
				|| this.beans.containsBean(CacheManagementConfigUtils.JCACHE_ASPECT_BEAN_NAME);
		for (String name : this.beans.getSingletonNames()) {
			if (woven || AopUtils.isAopProxy(this.beans.getSingleton(name))) {
				names.add(name);
			}
		}
		return names;
	}

	private @Nullable Class<?> type(String name) {
		Object bean = this.beans.containsSingleton(name) ? this.beans.getSingleton(name) : null;
		if (bean != null && !(bean instanceof FactoryBean<?>)) {
			return AopProxyUtils.ultimateTargetClass(bean);
		}
		return this.beans.getType(name, false);
	}

	private boolean hasSimpleKeys() {
		CacheAspectSupport caching = this.beans.getBeanProvider(CacheAspectSupport.class).getIfUnique();
		return caching != null && caching.getKeyGenerator().getClass() == SimpleKeyGenerator.class;
	}

}
