package io.regioncache.interceptor;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.interceptor.KeylessMethods.Keyless;

import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Remembers what the annotations of each method say, also that there are none.
 */
final class MethodSpecs {

	/**
	 * By class and method. Two maps, since a key of both would be made at each call.
	 */
	private final Map<Class<?>, Map<Method, MethodSpec>> specs = new ConcurrentHashMap<>();

	/**
	 * The same by the methods that proxies call, which are found without comparing names
	 * and parameters.
	 */
	private final Map<Class<?>, Map<Method, MethodSpec>> called = new ConcurrentHashMap<>();

	private final Map<Class<?>, Boolean> classes = new ConcurrentHashMap<>();

	private final MethodSpecFactory factory;

	private final KeylessMethods keyless;

	private final SharedValues shared;

	private final WrittenMethods written;

	MethodSpecs(MethodSpecFactory factory, KeylessMethods keyless, SharedValues shared, WrittenMethods written) {
		this.factory = factory;
		this.keyless = keyless;
		this.shared = shared;
		this.written = written;
	}

	/**
	 * Return what the annotations of a method say.
	 * @param method the method
	 * @param targetClass the class of the target
	 * @return the spec, {@link MethodSpec#NONE} if there are no annotations
	 * @throws InvalidRegionAnnotationException if they cannot work
	 */
	MethodSpec get(Method method, Class<?> targetClass) {
		Map<Method, MethodSpec> methods = this.specs.get(targetClass);
		MethodSpec spec = (methods != null) ? methods.get(method) : null;
		if (spec == null) {
			spec = create(method, targetClass);
			methods(targetClass).put(method, spec);
		}
		return spec;
	}

	/**
	 * Return the same for a call.
	 * @param method the method, the same object at each call by a proxy
	 * @param targetClass the class of the target
	 * @return the spec, {@link MethodSpec#NONE} if there are no annotations
	 * @throws InvalidRegionAnnotationException if they cannot work
	 */
	MethodSpec called(Method method, Class<?> targetClass) {
		Map<Method, MethodSpec> methods = this.called.get(targetClass);
		MethodSpec spec = (methods != null) ? methods.get(method) : null;
		if (spec == null) {
			spec = get(method, targetClass);
			this.called.computeIfAbsent(targetClass, (type) -> new ConcurrentHashMap<>()).put(method, spec);
		}
		return spec;
	}

	private Map<Method, MethodSpec> methods(Class<?> targetClass) {
		return this.specs.computeIfAbsent(targetClass, (type) -> new ConcurrentHashMap<>());
	}

	private MethodSpec create(Method method, Class<?> targetClass) {
		if (ReflectionUtils.isObjectMethod(method) || method.getDeclaringClass() == BeanFactoryAware.class
				|| isHelper(method)) {
			return MethodSpec.NONE;
		}
		return this.factory.create(method, targetClass);
	}

	/**
	 * Whether a compiler has added the method beside the one in the source and copied its
	 * annotations, as Kotlin does for the body of an open suspending function.
	 */
	private static boolean isHelper(Method method) {
		return method.isSynthetic() && !method.isBridge();
	}

	/**
	 * Return whether any method of a class is annotated. All are resolved, so that errors
	 * show when the bean is created and not at the first call; of a class without
	 * annotations nothing but that is kept.
	 * @param targetClass the class
	 * @return whether any is
	 * @throws InvalidRegionAnnotationException if an annotation cannot work
	 */
	boolean isAnnotated(Class<?> targetClass) {
		Boolean known = this.classes.get(targetClass);
		if (known == null) {
			known = AnnotatedTypes.CACHES.areIn(targetClass) && resolveAll(targetClass);
			this.classes.put(targetClass, known);
		}
		return known;
	}

	private boolean resolveAll(Class<?> targetClass) {
		Map<Method, MethodSpec> resolved = new HashMap<>();
		for (Class<?> type : typesOf(targetClass)) {
			for (Method method : ReflectionUtils.getDeclaredMethods(type)) {
				resolve(method, targetClass, resolved);
			}
		}
		if (!resolved.isEmpty()) {
			methods(targetClass).putAll(resolved);
		}
		return !resolved.isEmpty();
	}

	private void resolve(Method method, Class<?> targetClass, Map<Method, MethodSpec> resolved) {
		MethodSpec spec = method.isSynthetic() ? MethodSpec.NONE : create(method, targetClass);
		if (spec != MethodSpec.NONE) {
			resolved.put(method, spec);
			addKeyless(method, targetClass, spec);
			addShared(method, targetClass, spec);
			addWritten(method, targetClass, spec);
		}
	}

	private void addShared(Method method, Class<?> targetClass, MethodSpec spec) {
		EntrySpec cached = spec.cached();
		if (cached != null) {
			Class<?> implementation = AnnotatedMethod.implementation(method, targetClass);
			cached.cacheNames()
				.forEach((cache) -> this.shared.add(cache, implementation, method.getName(), cached.type()));
		}
	}

	private void addWritten(Method method, Class<?> targetClass, MethodSpec spec) {
		spec.effects()
			.puts()
			.stream()
			.map((put) -> put.behind().cache())
			.filter((cache) -> !cache.isEmpty())
			.distinct()
			.forEach((cache) -> this.written.add(cache, AnnotatedMethod.implementation(method, targetClass),
					method.getName()));
	}

	private void addKeyless(Method method, Class<?> targetClass, MethodSpec spec) {
		if (KotlinMethods.parameterCount(method) > 0) {
			return;
		}
		EntrySpec cached = spec.cached();
		for (EntrySpec entry : (cached != null) ? List.of(cached) : spec.effects().puts()) {
			if (entry.key().source() == KeySource.OTHER_ARGUMENTS) {
				Keyless keyless = new Keyless(AnnotatedMethod.implementation(method, targetClass), method.getName(),
						entry.type(), entry.vary(), entry == cached);
				entry.cacheNames().forEach((cache) -> this.keyless.add(cache, keyless));
			}
		}
	}

	/**
	 * Return a class, and what it extends and implements.
	 */
	static Set<Class<?>> typesOf(Class<?> targetClass) {
		Set<Class<?>> types = new LinkedHashSet<>();
		Class<?> type = ClassUtils.getUserClass(targetClass);
		while (type != null && type != Object.class && type != Proxy.class) {
			if (!Proxy.isProxyClass(type)) {
				types.add(type);
			}
			addInterfaces(type, types);
			type = type.getSuperclass();
		}
		return types;
	}

	private static void addInterfaces(Class<?> type, Set<Class<?>> types) {
		for (Class<?> each : type.getInterfaces()) {
			if (types.add(each)) {
				addInterfaces(each, types);
			}
		}
	}

}
