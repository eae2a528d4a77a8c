package io.regioncache.interceptor;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RateLimited;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.WriteBehind;

import org.springframework.util.ReflectionUtils;

/**
 * Knows which classes have one of our annotations anywhere in their hierarchy.
 * <p>
 * Every bean of an application is asked for, and nearly all have none: this is many times
 * cheaper than to merge the annotations of each of their methods.
 */
final class AnnotatedTypes extends ClassValue<Boolean> {

	/**
	 * The annotations of caches.
	 */
	static final AnnotatedTypes CACHES = new AnnotatedTypes(
			Set.of(RegionCached.class, RegionPut.class, Invalidates.class, WriteBehind.class));

	/**
	 * The annotation of rate limits.
	 */
	static final AnnotatedTypes RATE_LIMITS = new AnnotatedTypes(Set.of(RateLimited.class));

	private final Set<Class<? extends Annotation>> annotations;

	private final ClassValue<Boolean> ours = new ClassValue<>() {

		@Override
		protected Boolean computeValue(Class<?> annotationType) {
			return isOurs(annotationType, new HashSet<>());
		}

	};

	private AnnotatedTypes(Set<Class<? extends Annotation>> annotations) {
		this.annotations = annotations;
	}

	/**
	 * Return whether an annotation is one of these.
	 */
	boolean include(Class<? extends Annotation> annotation) {
		return this.annotations.contains(annotation);
	}

	/**
	 * Return whether a class, one it extends or implements, or a method of these is
	 * annotated.
	 * @param type the class
	 * @return whether there is any annotation
	 */
	boolean areIn(Class<?> type) {
		return get(type);
	}

	@Override
	protected Boolean computeValue(Class<?> type) {
		if (type.getName().startsWith("java.")) {
			return false;
		}
		Class<?> superclass = type.getSuperclass();
		if (superclass != null && get(superclass)) {
			return true;
		}
		for (Class<?> implemented : type.getInterfaces()) {
			if (get(implemented)) {
				return true;
			}
		}
		return isAnnotated(type) || isAnyAnnotated(ReflectionUtils.getDeclaredMethods(type));
	}

	private boolean isAnyAnnotated(Method[] methods) {
		for (Method method : methods) {
			if (isAnnotated(method)) {
				return true;
			}
		}
		return false;
	}

	private boolean isAnnotated(AnnotatedElement element) {
		try {
			return Arrays.stream(element.getDeclaredAnnotations())
				.anyMatch((annotation) -> this.ours.get(annotation.annotationType()));
		}
		catch (RuntimeException | LinkageError ex) {
			// An annotation that cannot be read is none of ours, but others may be.
			return true;
		}
	}

	private boolean isOurs(Class<?> type, Set<Class<?>> seen) {
		if (this.annotations.contains(type) || (type == Invalidates.Container.class && include(Invalidates.class))) {
			return true;
		}
		if (type.getName().startsWith("java.") || !seen.add(type)) {
			return false;
		}
		return Arrays.stream(type.getDeclaredAnnotations())
			.anyMatch((annotation) -> isOurs(annotation.annotationType(), seen));
	}

}
