package io.regioncache.interceptor;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.regioncache.annotation.Keys;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * The parameter of a method whose elements are cached one by one.
 *
 * @param index its position
 * @param set whether it takes a {@link Set}
 * @param place what errors name it by
 */
record KeysParameter(int index, boolean set, String place) {

	/** The variable of one of the elements, in expressions. */
	static final String ELEMENT = "key";

	private static final Predicate<Class<?>> ACCEPTED = List.<Class<?>>of(Iterable.class, Collection.class, List.class,
			Set.class)::contains;

	/**
	 * Find the parameter of a method.
	 * @param method the method
	 * @param annotation the annotation that it belongs to
	 * @return the parameter, or {@code null} if no parameter is marked
	 * @throws InvalidRegionAnnotationException if several are, or it takes something else
	 */
	static @Nullable KeysParameter of(AnnotatedMethod method, String annotation) {
		List<Integer> marked = method.parameterIndexes()
			.stream()
			.filter((index) -> method.hasParameterAnnotation(index, Keys.class))
			.toList();
		if (marked.isEmpty()) {
			return null;
		}
		String location = "@" + annotation + " on " + method.displayName();
		if (marked.size() > 1) {
			throw invalid(location, "two parameters are annotated with @Keys", "Keep one of them");
		}
		return of(method, marked.get(0), location);
	}

	private static KeysParameter of(AnnotatedMethod method, int index, String location) {
		Class<?> raw = requireCollection(method, index, location);
		String name = method.parameterName(index);
		if (elementType(method, index).resolve() == null) {
			throw invalid(location, "the type of the elements of %s is not known".formatted(name),
					"Declare it, as in Collection<Long>");
		}
		if (method.arguments().containsKey(ELEMENT)) {
			throw invalid(location, "a parameter is named key, as #key is with @Keys", "Rename the parameter");
		}
		return new KeysParameter(index, raw == Set.class, "%s: parameter %s of @Keys".formatted(location, name));
	}

	private static Class<?> requireCollection(AnnotatedMethod method, int index, String location) {
		ResolvableType type = method.parameterType(index);
		Class<?> raw = type.resolve(Object.class);
		if (!ACCEPTED.test(raw)) {
			throw invalid(location,
					"@Keys stands on parameter %s of type %s".formatted(method.parameterName(index),
							type.getType().getTypeName()),
					"Declare it as Collection, List or Set of the keys, or remove @Keys");
		}
		return raw;
	}

	static ResolvableType elementType(AnnotatedMethod method, int index) {
		return elementType(method.parameterType(index).as(Iterable.class).getGeneric(0));
	}

	/**
	 * Return a type without type variables, {@link ResolvableType#NONE} if it depends on
	 * one that is not bound.
	 */
	static ResolvableType elementType(ResolvableType declared) {
		Type type = (declared != ResolvableType.NONE) ? DeclaredType.resolve(declared) : null;
		return (type != null) ? ResolvableType.forType(type) : ResolvableType.NONE;
	}

	/**
	 * Return the type of the values of the map that a method returns.
	 * @param declared what it returns, at once or later
	 */
	ResolvableType valueType(AnnotatedMethod method, String annotation, ResolvableType declared) {
		String location = "@" + annotation + " on " + method.displayName();
		Class<?> element = elementType(method, this.index).resolve(Object.class);
		String returned = declared.getType().getTypeName();
		String expected = "Return Map<%s, …>".formatted(element.getSimpleName());
		if (declared.resolve() != Map.class) {
			throw invalid(location, "with @Keys it returns %s instead of a Map".formatted(returned),
					expected + ", or a CompletableFuture or Mono of it");
		}
		if (declared.getGeneric(0).resolve() != element) {
			throw invalid(location, "the keys of %s are not of the type of the elements of @Keys, %s"
				.formatted(returned, element.getName()), expected);
		}
		return declared.getGeneric(1);
	}

	/**
	 * Return what a call asks for, without duplicates, in its order.
	 * @param argument the argument of the call
	 * @throws NullKeyException if it is {@code null}, or contains that
	 */
	Set<Object> elements(@Nullable Object argument) {
		if (argument == null) {
			throw new NullKeyException(this.place + " is null for this call. Pass an empty collection for no keys.");
		}
		Set<Object> elements = new LinkedHashSet<>();
		for (Object element : (Iterable<?>) argument) {
			if (element == null) {
				throw new NullKeyException(this.place + " contains null for this call. Leave it out.");
			}
			elements.add(element);
		}
		return elements;
	}

	/**
	 * Return elements as the method takes them.
	 */
	Collection<Object> collection(List<Object> elements) {
		return this.set ? new LinkedHashSet<>(elements) : new ArrayList<>(elements);
	}

	private static InvalidRegionAnnotationException invalid(String location, String problem, String action) {
		return new InvalidRegionAnnotationException(location, problem, action, null);
	}

}
