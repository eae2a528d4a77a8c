package io.regioncache.autoconfigure;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;

import io.regioncache.cache.RegionCacheManager;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses the annotations of JSR-107 on the caches of a region.
 * <p>
 * Spring's support for them asks for a cache after the method body, or stores through a
 * plain {@code put} after it. A value whose load began before an invalidation would then
 * be stored after that invalidation has returned.
 */
final class StandardAnnotationsCheck implements SmartInitializingSingleton {

	/**
	 * The advisor that Spring registers for these annotations.
	 */
	private static final String ADVISOR = "org.springframework.cache.config.internalJCacheAdvisor";

	private static final String PACKAGE = "javax.cache.annotation.";

	private static final String DEFAULT_FACTORY = PACKAGE + "CacheResolverFactory";

	private static final Map<String, String> REPLACEMENTS = Map.of("CacheResult", "@RegionCached or @Cacheable",
			"CachePut", "@RegionPut or @CachePut of Spring", "CacheRemove", "@Invalidates or @CacheEvict",
			"CacheRemoveAll", "@Invalidates(allEntries = true) or @CacheEvict(allEntries = true)");

	private final ConfigurableListableBeanFactory beans;

	StandardAnnotationsCheck(ConfigurableListableBeanFactory beans) {
		this.beans = beans;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.beans.containsBean(ADVISOR)) {
			for (String name : this.beans.getBeanDefinitionNames()) {
				Class<?> type = AutoProxyUtils.determineTargetClass(this.beans, name);
				if (type != null) {
					check(name, type);
				}
			}
		}
	}

	private void check(String bean, Class<?> type) {
		for (Method method : ReflectionUtils.getAllDeclaredMethods(type)) {
			MergedAnnotations annotations = MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY);
			REPLACEMENTS.forEach((annotation, replacement) -> {
				MergedAnnotation<?> found = annotations.get(PACKAGE + annotation);
				if (found.isPresent() && !namesItsResolver(found) && !namesItsResolver(defaults(type))
						&& manager() instanceof RegionCacheManager) {
					throw new UnsupportedAnnotationException(bean, method, annotation, replacement);
				}
			});
		}
	}

	private static MergedAnnotation<?> defaults(Class<?> type) {
		return MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).get(PACKAGE + "CacheDefaults");
	}

	/**
	 * Whether an application decides itself which cache an annotation means.
	 */
	private static boolean namesItsResolver(MergedAnnotation<?> annotation) {
		return annotation.isPresent() && !DEFAULT_FACTORY.equals(annotation.getClass("cacheResolverFactory").getName());
	}

	/**
	 * Return the cache manager that Spring uses where an annotation names none.
	 */
	private @Nullable CacheManager manager() {
		CachingConfigurer configurer = this.beans.getBeanProvider(CachingConfigurer.class).getIfUnique();
		return Optional.ofNullable(configurer)
			.map(CachingConfigurer::cacheManager)
			.orElseGet(() -> this.beans.getBeanProvider(CacheManager.class).getIfUnique());
	}

}
