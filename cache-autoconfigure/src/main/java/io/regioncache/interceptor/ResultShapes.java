package io.regioncache.interceptor;

import java.io.Closeable;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.regioncache.interceptor.ResultShape.Style;
import org.jspecify.annotations.Nullable;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * Reads the return type of a method, and refuses what cannot be cached or waited for.
 */
final class ResultShapes {

	private static final boolean REACTOR = ClassUtils.isPresent("reactor.core.publisher.Mono",
			ResultShapes.class.getClassLoader());

	private ResultShapes() {
	}

	/**
	 * Read the return type of a method.
	 * @param method the method
	 * @param annotation the annotation that needs it
	 * @param cached whether the value will be stored
	 * @return the shape
	 */
	static ResultShape of(AnnotatedMethod method, String annotation, boolean cached) {
		return of(method, annotation, cached, null);
	}

	/**
	 * Read the return type of a method.
	 * @param method the method
	 * @param annotation the annotation that needs it
	 * @param cached whether the value will be stored
	 * @param keys the parameter whose elements are cached one by one, if any: the shape
	 * is that of one value then
	 * @return the shape
	 */
	static ResultShape of(AnnotatedMethod method, String annotation, boolean cached, @Nullable KeysParameter keys) {
		ResolvableType declared = KotlinMethods.returnType(method.method(), method.implementation());
		Class<?> raw = declared.resolve(Object.class);
		boolean suspending = KotlinMethods.isSuspending(method.method());
		Style style = suspending ? suspending(raw) : style(raw);
		if (style == null) {
			throw invalid(method, annotation,
					"returns %s, whose completion cannot be followed".formatted(raw.getName()),
					suspending ? "Return the value itself, or Flow" : "Return CompletableFuture, Mono or Flux");
		}
		ResolvableType value = value(method, style, declared);
		if (keys != null) {
			return new ResultShape(style, false,
					elementType(method, annotation, style, declared, ofOne(method, annotation, keys, style, value)));
		}
		boolean optional = !style.isMany() && value.resolve() == Optional.class;
		value = optional ? value.getGeneric(0) : value;
		Class<?> valueClass = value.resolve(Object.class);
		if (valueClass == void.class || valueClass == Void.class || KotlinMethods.isUnit(valueClass)) {
			return (style == Style.BLOCKING) ? ResultShape.NOTHING : new ResultShape(style, false, Void.class);
		}
		if (!cached) {
			return new ResultShape(style, optional, Object.class);
		}
		return new ResultShape(style, optional, elementType(method, annotation, style, declared, value));
	}

	private static ResolvableType ofOne(AnnotatedMethod method, String annotation, KeysParameter keys, Style style,
			ResolvableType map) {
		if (style.isMany()) {
			throw invalid(method, annotation, "with @Keys it returns many values one after the other",
					"Return a Mono or CompletableFuture of a Map");
		}
		ResolvableType value = keys.valueType(method, annotation, map);
		Class<?> raw = value.resolve(Object.class);
		if (raw == Optional.class || ResultShapes.style(raw) != Style.BLOCKING) {
			throw invalid(method, annotation,
					"returns a Map of %s, where each value is cached by itself"
						.formatted(value.getType().getTypeName()),
					"Return a Map of the values themselves, without those that are absent");
		}
		return value;
	}

	/**
	 * Return the type of what {@code #result} stands for, whether it can be stored or
	 * not.
	 * @param method the method
	 * @return the type of the bare value, as far as it is known
	 */
	static ResolvableType valueType(AnnotatedMethod method) {
		ResolvableType declared = KotlinMethods.returnType(method.method(), method.implementation());
		Class<?> raw = declared.resolve(Object.class);
		Style style = KotlinMethods.isSuspending(method.method()) ? suspending(raw) : style(raw);
		if (style == null) {
			return ResolvableType.forClass(Object.class);
		}
		ResolvableType value = value(method, style, declared);
		if (style.isMany()) {
			return ResolvableType.forClassWithGenerics(List.class, value);
		}
		return (value.resolve() == Optional.class) ? value.getGeneric(0) : value;
	}

	private static ResolvableType value(AnnotatedMethod method, Style style, ResolvableType declared) {
		boolean bare = (style == Style.BLOCKING)
				|| (KotlinMethods.isSuspending(method.method()) && style == Style.MONO);
		return bare ? declared : declared.getGeneric(0);
	}

	private static Type elementType(AnnotatedMethod method, String annotation, Style style, ResolvableType declared,
			ResolvableType value) {
		Class<?> valueClass = value.resolve(Object.class);
		boolean live = List.of(BaseStream.class, Iterator.class, Closeable.class, Future.class)
			.stream()
			.anyMatch((type) -> type.isAssignableFrom(valueClass));
		if (live || KotlinMethods.isSequence(valueClass)) {
			throw invalid(method, annotation, "returns %s, which can be read only once".formatted(declared),
					"Return a value, such as a List");
		}
		if (KotlinMethods.returnsResult(method.method(), valueClass)) {
			throw invalid(method, annotation, "returns kotlin.Result, which has no form in JSON",
					"Return the value, and throw what failed");
		}
		if (KotlinMethods.isSuspending(method.method()) && KotlinDetector.isInlineClass(valueClass)) {
			throw invalid(method, annotation,
					"returns %s, a value class, which a suspending function returns unwrapped".formatted(declared),
					"Return what it wraps, or make it a data class");
		}
		Type type = (value != ResolvableType.NONE) ? DeclaredType.resolve(value) : null;
		if (type == null) {
			throw invalid(method, annotation, "returns %s, from which the type of cached values cannot be told"
				.formatted(declared.getType().getTypeName()), "Declare the type of the value");
		}
		return style.isMany() ? ResolvableType.forClassWithGenerics(List.class, ResolvableType.forType(type)).getType()
				: type;
	}

	private static @Nullable Style style(Class<?> returned) {
		if (returned == CompletableFuture.class || returned == CompletionStage.class) {
			return Style.FUTURE;
		}
		if (isPublisher(returned)) {
			return ReactorOperations.style(returned);
		}
		if (KotlinMethods.isFlow(returned)) {
			return Style.FLOW;
		}
		boolean later = KotlinMethods.isRunning(returned) || Future.class.isAssignableFrom(returned)
				|| CompletionStage.class.isAssignableFrom(returned) || Flow.Publisher.class.isAssignableFrom(returned);
		return later ? null : Style.BLOCKING;
	}

	/**
	 * What a suspending function returns comes later already: Spring hands it on as a
	 * {@code Mono}, or as a {@code Flux} if it is a {@code Flow}.
	 */
	private static @Nullable Style suspending(Class<?> returned) {
		Style style = style(returned);
		if (style == Style.FLOW) {
			return Style.FLUX;
		}
		return (style == Style.BLOCKING) ? Style.MONO : null;
	}

	private static InvalidRegionAnnotationException invalid(AnnotatedMethod method, String annotation, String problem,
			String action) {
		return new InvalidRegionAnnotationException("@" + annotation + " on " + method.displayName(), problem, action,
				null);
	}

	static boolean isPublisher(Class<?> type) {
		return REACTOR && ReactorOperations.isPublisher(type);
	}

}
