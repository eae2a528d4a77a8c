package io.regioncache.autoconfigure.interceptor;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.cache.jcache.interceptor.JCacheOperation;
import org.springframework.cache.jcache.interceptor.JCacheOperationSource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Refuses the annotations of JSR-107 on the caches of a region.
 * <p>
 * Spring's support for them asks for a cache after the method body, or stores through a
 * plain {@code put} after it. A value whose load began before an invalidation would then
 * be stored after that invalidation has returned.
 *
 * @param source finds the annotations where Spring applies them
 * @param use tells which caches they use
 */
record StandardAnnotations(JCacheOperationSource source, CacheUse use) {

	private static final Map<String, String> REPLACEMENTS = Map.of("CacheResult", "@RegionCached or @Cacheable",
			"CachePut", "@RegionPut or @CachePut of Spring", "CacheRemove", "@Invalidates or @CacheEvict",
			"CacheRemoveAll", "@Invalidates(allEntries = true) or @CacheEvict(allEntries = true)");

	/**
	 * Return what refuses them, or {@code null} where Spring does not apply them.
	 * @param beans the beans of the application
	 * @param use tells which caches annotations use
	 * @return what refuses them
	 */
	static @Nullable StandardAnnotations in(ListableBeanFactory beans, CacheUse use) {
		JCacheOperationSource source = beans.getBeanProvider(JCacheOperationSource.class).getIfUnique();
		return (source != null) ? new StandardAnnotations(source, use) : null;
	}

	/**
	 * Look at the methods of a bean.
	 * @param bean the name of the bean
	 * @param type its class
	 * @throws UnsupportedAnnotationException if an annotation uses a cache of a region
	 */
	void check(String bean, Class<?> type) {
		if (!this.source.isCandidateClass(type)) {
			return;
		}
		List<Class<?>> declaring = new ArrayList<>(ClassUtils.getAllInterfacesForClassAsSet(type));
		declaring.add(0, type);
		for (Class<?> each : declaring) {
			for (Method method : ReflectionUtils.getAllDeclaredMethods(each)) {
				JCacheOperation<?> operation = operation(method, type);
				if (operation != null && this.use.isOurs(operation.getCacheResolver(), operation, method)) {
					throw refused(bean, method, operation);
				}
			}
		}
	}

	private static UnsupportedAnnotationException refused(String bean, Method method, JCacheOperation<?> operation) {
		String annotation = operation.getCacheAnnotation().annotationType().getSimpleName();
		return new UnsupportedAnnotationException(bean, method, annotation,
				REPLACEMENTS.getOrDefault(annotation, "an annotation of Spring"));
	}

	/**
	 * Without a cache manager that it could mean, an annotation fails at its first call.
	 */
	private @Nullable JCacheOperation<?> operation(Method method, Class<?> type) {
		try {
			return this.source.getCacheOperation(method, type);
		}
		catch (IllegalStateException ex) {
			return null;
		}
	}

}
