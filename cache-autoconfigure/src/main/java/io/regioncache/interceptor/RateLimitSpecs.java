package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.regioncache.interceptor.AnnotationFinder.FoundAnnotation;
import io.regioncache.ratelimit.CallerKey;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.MethodClassKey;
import org.springframework.util.ReflectionUtils;

/**
 * Reads and remembers what {@code @RateLimited} says of each method.
 */
final class RateLimitSpecs {

	private static final String NAME = "RateLimited";

	private final Map<MethodClassKey, RateLimitSpec> specs = new ConcurrentHashMap<>();

	private final Map<Class<?>, Boolean> classes = new ConcurrentHashMap<>();

	private final AttributeParser parser;

	private final Supplier<Map<String, Optional<CallerKey>>> limits;

	/**
	 * Create specs.
	 * @param parser parses expressions
	 * @param limits gives the limits by name, each with the key of callers; empty if its
	 * key is made of requests
	 */
	RateLimitSpecs(AttributeParser parser, Supplier<Map<String, Optional<CallerKey>>> limits) {
		this.parser = parser;
		this.limits = limits;
	}

	/**
	 * Return what the annotation of a method says.
	 * @param method the method
	 * @param targetClass the class of the target
	 * @return the spec, {@link RateLimitSpec#NONE} if there is no annotation
	 * @throws InvalidRegionAnnotationException if it cannot work
	 */
	RateLimitSpec get(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		RateLimitSpec spec = this.specs.get(key);
		if (spec == null) {
			spec = create(method, targetClass);
			this.specs.put(key, spec);
		}
		return spec;
	}

	/**
	 * Return whether any method of a class is annotated. All are resolved, so that errors
	 * show when the bean is created.
	 */
	boolean isAnnotated(Class<?> targetClass) {
		if (!AnnotatedTypes.RATE_LIMITS.areIn(targetClass)) {
			return false;
		}
		Boolean known = this.classes.get(targetClass);
		if (known == null) {
			known = isAnyAnnotated(targetClass);
			this.classes.put(targetClass, known);
		}
		return known;
	}

	private boolean isAnyAnnotated(Class<?> targetClass) {
		return MethodSpecs.typesOf(targetClass)
			.stream()
			.flatMap((type) -> List.of(ReflectionUtils.getDeclaredMethods(type)).stream())
			.filter((method) -> !method.isSynthetic() && get(method, targetClass) != RateLimitSpec.NONE)
			.count() > 0;
	}

	private RateLimitSpec create(Method method, Class<?> targetClass) {
		if (ReflectionUtils.isObjectMethod(method) || (method.isSynthetic() && !method.isBridge())) {
			return RateLimitSpec.NONE;
		}
		boolean hidden = MethodSpecFactory.isHidden(AopUtils.getMostSpecificMethod(method, targetClass), targetClass);
		for (FoundAnnotation found : AnnotationFinder.find(method, targetClass, AnnotatedTypes.RATE_LIMITS)) {
			Attribute name = attribute("name", found, method, targetClass);
			if (!hidden) {
				return create(name, attribute("key", found, method, targetClass),
						MethodSpecFactory.isSealed(targetClass));
			}
			requireOnClass(found, name);
		}
		return RateLimitSpec.NONE;
	}

	private static Attribute attribute(String attribute, FoundAnnotation found, Method method, Class<?> targetClass) {
		Method called = (found.declared() != null) ? found.declared() : BridgeMethodResolver.findBridgedMethod(method);
		AnnotatedMethod annotated = AnnotatedMethod.of(AopUtils.getMostSpecificMethod(method, targetClass), called,
				targetClass);
		return new Attribute(annotated, NAME, attribute, found.annotation().getString(attribute), false);
	}

	private static void requireOnClass(FoundAnnotation found, Attribute name) {
		if (found.declared() != null) {
			throw name.invalid("is on a private, static or final method, which cannot be intercepted",
					"Make it an instance method that a proxy can override");
		}
	}

	private RateLimitSpec create(Attribute name, Attribute key, boolean sealed) {
		CallerKey callerKey = requireKey(name, key);
		if (sealed) {
			throw name.invalid("is in a final class that implements no interface, so there can be no proxy of it",
					"Remove final from the class, or open it where it is written in Kotlin");
		}
		return new RateLimitSpec(name.text(), key.isEmpty() ? null : this.parser.limitKey(key), callerKey,
				ResultShapes.of(name.method(), NAME, false));
	}

	private CallerKey requireKey(Attribute name, Attribute key) {
		Optional<CallerKey> callerKey = this.limits.get().get(name.text());
		if (callerKey == null) {
			throw name.invalid("names no limit; there are " + this.limits.get().keySet(),
					"Set 'regions.rate-limits.%s.limit'".formatted(name.isEmpty() ? "<name>" : name.text()));
		}
		if (key.isEmpty() && callerKey.isEmpty()) {
			throw name.invalid("names a limit whose key is made of requests, which a method does not know",
					"Set key, as in " + key.example());
		}
		return callerKey.orElse(CallerKey.ALL);
	}

}
