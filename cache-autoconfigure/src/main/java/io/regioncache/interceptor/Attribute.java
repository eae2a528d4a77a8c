package io.regioncache.interceptor;

import org.jspecify.annotations.Nullable;

/**
 * One attribute of an annotation, so that every error can say which text of which method
 * is meant.
 *
 * @param method the annotated method
 * @param annotation the simple name of the annotation
 * @param name the name of the attribute
 * @param text what is written in it
 * @param result whether it is evaluated after the call and may use {@code #result}
 * @param keys the parameter of the elements if it is evaluated for each of them, so that
 * {@code #key} is the element and {@code #result} its value
 */
record Attribute(AnnotatedMethod method, String annotation, String name, String text, boolean result,
		@Nullable KeysParameter keys) {

	Attribute(AnnotatedMethod method, String annotation, String name, String text, boolean result) {
		this(method, annotation, name, text, result, null);
	}

	/**
	 * Return the same once its placeholders are resolved.
	 */
	Attribute reading(String resolved) {
		return new Attribute(this.method, this.annotation, this.name, resolved, this.result, this.keys);
	}

	boolean isEmpty() {
		return this.text.isEmpty();
	}

	String location() {
		return "@" + this.annotation + " on " + this.method.displayName();
	}

	/**
	 * Return what a correct text for this attribute looks like.
	 * @return an example
	 */
	String example() {
		String argument = "#" + (this.method.parameterCount() > 0 ? this.method.parameterName(0) : CallContext.RESULT);
		return switch (this.name) {
			case "tags" -> "tags = \"product:#{" + argument + "}\"";
			case "ttl", "staleWhileRevalidate", "staleIfError" -> this.name + " = \"#{#result.expiresIn}\"";
			case "condition", "unless" -> this.name + " = \"" + argument + " != null\"";
			default -> this.name + " = \"" + argument + "\"";
		};
	}

	/**
	 * Return what a call fails with for which this gives no key.
	 */
	NullKeyException nullKey() {
		return new NullKeyException(
				"%s: %s is null for this call. Let it give a key for every call, or exclude the call by condition."
					.formatted(location(), this));
	}

	InvalidRegionAnnotationException invalid(String problem, String action) {
		return invalid(problem, action, null);
	}

	InvalidRegionAnnotationException invalid(String problem, String action, @Nullable Throwable cause) {
		return new InvalidRegionAnnotationException(location(), this + " " + problem, action, cause);
	}

	@Override
	public String toString() {
		return this.name + " = \"" + this.text + "\"";
	}

}
