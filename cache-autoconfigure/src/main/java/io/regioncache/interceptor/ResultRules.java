package io.regioncache.interceptor;

import java.io.Closeable;
import java.lang.reflect.Type;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import io.regioncache.interceptor.ResultShape.Style;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;

/**
 * Refuses results that cannot be cached or waited for.
 *
 * @param method the method
 * @param annotation the annotation that needs its result
 */
record ResultRules(AnnotatedMethod method, String annotation) {

	private static final List<Class<?>> LIVE = List.of(BaseStream.class, Iterator.class, Closeable.class, Future.class);

	Style requireStyle(Class<?> returned) {
		boolean suspending = KotlinMethods.isSuspending(this.method.method());
		Style style = ResultStyles.of(returned, suspending);
		if (style == null) {
			throw invalid("returns %s, whose completion cannot be followed".formatted(returned.getName()),
					suspending ? "Return the value itself, or Flow" : "Return CompletableFuture, Mono or Flux");
		}
		return style;
	}

	/**
	 * Return the type of the values of a map whose entries are cached one by one.
	 */
	ResolvableType valueOfMap(KeysParameter keys, Style style, ResolvableType map) {
		if (style.isMany()) {
			throw invalid("with @Keys it returns many values one after the other",
					"Return a Mono or CompletableFuture of a Map");
		}
		ResolvableType value = keys.valueType(this.method, this.annotation, map);
		Class<?> raw = value.resolve(Object.class);
		if (raw == Optional.class || ResultStyles.of(raw, false) != Style.BLOCKING) {
			throw invalid(
					"returns a Map of %s, where each value is cached by itself"
						.formatted(value.getType().getTypeName()),
					"Return a Map of the values themselves, without those that are absent");
		}
		return value;
	}

	/**
	 * Return the type that values are read back as.
	 */
	Type storedType(Style style, ResolvableType declared, ResolvableType value) {
		requireStorable(declared, value.resolve(Object.class));
		Type type = (value != ResolvableType.NONE) ? DeclaredType.resolve(value) : null;
		if (type == null) {
			throw invalid("returns %s, from which the type of cached values cannot be told"
				.formatted(declared.getType().getTypeName()), "Declare the type of the value");
		}
		return style.isMany() ? ResolvableType.forClassWithGenerics(List.class, ResolvableType.forType(type)).getType()
				: type;
	}

	private void requireStorable(ResolvableType declared, Class<?> value) {
		if (LIVE.stream().anyMatch((type) -> type.isAssignableFrom(value)) || KotlinMethods.isSequence(value)) {
			throw invalid("returns %s, which can be read only once".formatted(declared),
					"Return a value, such as a List");
		}
		if (KotlinMethods.returnsResult(this.method.method(), value)) {
			throw invalid("returns kotlin.Result, which has no form in JSON",
					"Return the value, and throw what failed");
		}
		if (KotlinMethods.isSuspending(this.method.method()) && KotlinDetector.isInlineClass(value)) {
			throw invalid(
					"returns %s, a value class, which a suspending function returns unwrapped".formatted(declared),
					"Return what it wraps, or make it a data class");
		}
	}

	private InvalidRegionAnnotationException invalid(String problem, String action) {
		return new InvalidRegionAnnotationException("@" + this.annotation + " on " + this.method.displayName(), problem,
				action, null);
	}

}
