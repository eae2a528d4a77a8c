package io.regioncache.interceptor;

import java.util.List;
import java.util.Optional;

import io.regioncache.interceptor.ResultShape.Style;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * Reads the return types of methods.
 */
final class ResultShapes {

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
		ResultRules rules = new ResultRules(method, annotation);
		ResolvableType declared = KotlinMethods.returnType(method.method(), method.implementation());
		Style style = rules.requireStyle(declared.resolve(Object.class));
		ResolvableType value = value(method, style, declared);
		if (keys == null) {
			return ofValue(rules, style, declared, value, cached);
		}
		return new ResultShape(style, false, rules.storedType(style, declared, rules.valueOfMap(keys, style, value)));
	}

	private static ResultShape ofValue(ResultRules rules, Style style, ResolvableType declared, ResolvableType result,
			boolean cached) {
		boolean optional = !style.isMany() && result.resolve() == Optional.class;
		ResolvableType value = optional ? result.getGeneric(0) : result;
		Class<?> valueClass = value.resolve(Object.class);
		if (valueClass == void.class || valueClass == Void.class || KotlinMethods.isUnit(valueClass)) {
			return (style == Style.BLOCKING) ? ResultShape.NOTHING : new ResultShape(style, false, Void.class);
		}
		return new ResultShape(style, optional, cached ? rules.storedType(style, declared, value) : Object.class);
	}

	/**
	 * Return the type of what {@code #result} stands for, whether it can be stored or
	 * not.
	 * @param method the method
	 * @return the type of the bare value, as far as it is known
	 */
	static ResolvableType valueType(AnnotatedMethod method) {
		ResolvableType declared = KotlinMethods.returnType(method.method(), method.implementation());
		Style style = ResultStyles.of(declared.resolve(Object.class), KotlinMethods.isSuspending(method.method()));
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

}
