package io.regioncache.interceptor;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionPut;
import io.regioncache.interceptor.AnnotationFinder.FoundAnnotation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.util.ClassUtils;

/**
 * Reads the annotations of a method, and refuses those that contradict each other.
 */
final class MethodSpecFactory {

	private final AttributeParser parser;

	MethodSpecFactory(AttributeParser parser) {
		this.parser = parser;
	}

	/**
	 * Read the annotations of a method.
	 * @param method the method
	 * @param targetClass the class of the target
	 * @return what they say, {@link MethodSpec#NONE} if there are none
	 */
	MethodSpec create(Method method, Class<?> targetClass) {
		Method specific = AopUtils.getMostSpecificMethod(method, targetClass);
		Method called = BridgeMethodResolver.findBridgedMethod(method);
		List<AnnotationReader> cached = new ArrayList<>();
		List<AnnotationReader> puts = new ArrayList<>();
		List<AnnotationReader> invalidations = new ArrayList<>();
		for (FoundAnnotation found : AnnotationFinder.find(method, targetClass, AnnotatedTypes.CACHES)) {
			AnnotationReader reader = new AnnotationReader(this.parser, found.annotation(),
					AnnotatedMethod.of(specific, (found.declared() != null) ? found.declared() : called, targetClass));
			Class<? extends Annotation> type = found.annotation().getType();
			boolean stores = !type.equals(Invalidates.class);
			if (!applies(found, reader, isHidden(specific, targetClass), stores)) {
				continue;
			}
			if (isSealed(targetClass)) {
				throw reader.invalid("its class is final and implements no interface, so there can be no proxy of it",
						"Remove final from the class, or open it where it is written in Kotlin");
			}
			if (!stores) {
				invalidations.add(reader);
			}
			else if (type.equals(RegionPut.class)) {
				puts.add(reader);
			}
			else {
				cached.add(reader);
			}
		}
		return create(cached, puts, invalidations, KotlinMethods.isSuspending(method));
	}

	/**
	 * Whether an annotation counts. One on a class leaves out what it cannot be meant
	 * for; one on a method must be.
	 */
	private static boolean applies(FoundAnnotation found, AnnotationReader reader, boolean hidden, boolean stores) {
		boolean onMethod = (found.declared() != null);
		if (hidden) {
			if (onMethod) {
				throw reader.invalid("a private, static or final method cannot be intercepted",
						"Make it an instance method that a proxy can override");
			}
			return false;
		}
		if (stores && reader.shape(false).isNothing()) {
			if (onMethod) {
				throw reader.invalid("the method returns nothing that could be stored",
						"Return the value, or remove the annotation");
			}
			return false;
		}
		return true;
	}

	static boolean isHidden(Method method, Class<?> targetClass) {
		int modifiers = method.getModifiers();
		return Modifier.isPrivate(modifiers) || Modifier.isStatic(modifiers) || (Modifier.isFinal(modifiers)
				&& !Proxy.isProxyClass(targetClass)
				&& !ClassUtils.getInterfaceMethodIfPossible(method, targetClass).getDeclaringClass().isInterface());
	}

	static boolean isSealed(Class<?> targetClass) {
		return Modifier.isFinal(targetClass.getModifiers()) && !Proxy.isProxyClass(targetClass)
				&& ClassUtils.getAllInterfacesForClass(targetClass).length == 0;
	}

	private static MethodSpec create(List<AnnotationReader> cached, List<AnnotationReader> puts,
			List<AnnotationReader> invalidations, boolean suspending) {
		if (cached.size() > 1) {
			throw cached.get(1)
				.invalid("the annotation is there twice", "Keep one; cacheNames may name several caches");
		}
		if (!cached.isEmpty() && !puts.isEmpty()) {
			throw cached.get(0)
				.invalid("@RegionPut on the same method always calls it, @RegionCached does not",
						"Keep one of the two");
		}
		if (cached.isEmpty() && puts.isEmpty() && invalidations.isEmpty()) {
			return MethodSpec.NONE;
		}
		if (cached.isEmpty()) {
			Stream.concat(puts.stream(), invalidations.stream()).forEach(AnnotationReader::checkWithoutKeys);
		}
		EntrySpec entry = cached.isEmpty() ? null : cached.get(0).entry();
		return new MethodSpec(shape(cached, puts, invalidations), entry, cached.isEmpty() ? null : cached.get(0).keys(),
				puts.stream().map(AnnotationReader::entry).toList(),
				invalidations.stream().map(AnnotationReader::invalidation).toList(), suspending);
	}

	private static ResultShape shape(List<AnnotationReader> cached, List<AnnotationReader> puts,
			List<AnnotationReader> invalidations) {
		if (!cached.isEmpty()) {
			return cached.get(0).shape(true);
		}
		return !puts.isEmpty() ? puts.get(0).shape(true) : invalidations.get(0).shape(false);
	}

}
