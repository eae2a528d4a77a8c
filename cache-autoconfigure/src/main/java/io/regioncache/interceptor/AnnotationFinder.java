package io.regioncache.interceptor;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;

/**
 * Finds the annotations that apply to a method: its own, else those of its class, else
 * those of the interface method and its interface.
 */
final class AnnotationFinder {

	private AnnotationFinder() {
	}

	/**
	 * Find the annotations of a method.
	 * @param method the method called
	 * @param targetClass the class of the target
	 * @param types which annotations
	 * @return the annotations, all of one level
	 */
	static List<FoundAnnotation> find(Method method, Class<?> targetClass, AnnotatedTypes types) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		List<FoundAnnotation> found = find(specific, specific, types);
		if (found.isEmpty()) {
			found = findOnClass(specific, method, types);
		}
		return (found.isEmpty() && specific != method) ? findOnDeclaration(method, specific, types) : found;
	}

	private static List<FoundAnnotation> findOnDeclaration(Method method, Method specific, AnnotatedTypes types) {
		List<FoundAnnotation> found = find(method, specific, types);
		return found.isEmpty() ? findOnClass(method, method, types) : found;
	}

	private static List<FoundAnnotation> findOnClass(Method owner, Method called, AnnotatedTypes types) {
		return ClassUtils.isUserLevelMethod(called) ? find(owner.getDeclaringClass(), owner, types) : List.of();
	}

	private static List<FoundAnnotation> find(AnnotatedElement element, Method method, AnnotatedTypes types) {
		Map<Object, FoundAnnotation> found = new LinkedHashMap<>();
		MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY)
			.stream()
			.filter((annotation) -> types.include(annotation.getType()))
			.forEach((annotation) -> {
				Object source = bridged(annotation.getSource());
				FoundAnnotation each = new FoundAnnotation(annotation,
						(source instanceof Method declared) ? declared : null, level(source));
				found.putIfAbsent(Map.entry(String.valueOf(source), annotation.synthesize()), each);
			});
		return found.isEmpty() ? List.of() : nearest(new ArrayList<>(found.values()));
	}

	/**
	 * Compilers copy the annotations of a method to its bridges, whose types are erased.
	 */
	private static @Nullable Object bridged(@Nullable Object source) {
		return (source instanceof Method method) ? BridgeMethodResolver.findBridgedMethod(method) : source;
	}

	private static @Nullable Class<?> level(@Nullable Object source) {
		return (source instanceof Member member) ? member.getDeclaringClass() : (Class<?>) source;
	}

	/**
	 * Keep what nothing nearer to the target overrides.
	 */
	private static List<FoundAnnotation> nearest(List<FoundAnnotation> found) {
		return found.stream().filter((each) -> found.stream().noneMatch((other) -> other.overrides(each))).toList();
	}

	/**
	 * An annotation and where it was found.
	 *
	 * @param annotation the annotation, with the attributes of its meta-annotations
	 * @param declared the method that carries it, or {@code null} if a class does
	 * @param level the class it was found in
	 */
	record FoundAnnotation(MergedAnnotation<Annotation> annotation, @Nullable Method declared,
			@Nullable Class<?> level) {

		boolean overrides(FoundAnnotation other) {
			return this.level != null && other.level != null && this.level != other.level
					&& other.level.isAssignableFrom(this.level);
		}

	}

}
