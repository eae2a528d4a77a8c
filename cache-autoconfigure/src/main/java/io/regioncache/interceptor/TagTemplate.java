package io.regioncache.interceptor;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.util.ObjectUtils;

/**
 * Text with expressions in between that gives the tags of a call: none if an expression
 * is {@code null}, one for each element if it is a collection or an array.
 *
 * @param attribute where the template stands
 * @param parts the text and the expressions
 * @param usesResult whether the tags depend on what the method returns
 */
record TagTemplate(Attribute attribute, List<Segment> parts, boolean usesResult) {

	/**
	 * Return whether the template is plain text.
	 * @return whether it is
	 */
	boolean isConstant() {
		return this.parts.size() == 1 && this.parts.get(0).expression() == null;
	}

	/**
	 * Add the tags of a call.
	 * @param call the call
	 * @param tags what they are added to
	 */
	void addTo(Invocation call, Collection<String> tags) {
		if (isConstant()) {
			tags.add(this.attribute.text());
			return;
		}
		add(call, 0, "", tags);
	}

	private void add(Invocation call, int index, String prefix, Collection<String> tags) {
		if (index == this.parts.size()) {
			if (!prefix.isEmpty()) {
				tags.add(prefix);
			}
			return;
		}
		Segment part = this.parts.get(index);
		if (part.expression() == null) {
			add(call, index + 1, prefix.concat(part.text()), tags);
			return;
		}
		addElements(part.expression().evaluate(call), call, index + 1, prefix, tags);
	}

	private void addElements(@Nullable Object value, Invocation call, int next, String prefix,
			Collection<String> tags) {
		Object element = ObjectUtils.unwrapOptional(value);
		if (element instanceof Collection<?> collection) {
			collection.forEach((each) -> addElements(each, call, next, prefix, tags));
		}
		else if (element != null && element.getClass().isArray()) {
			Arrays.asList(ObjectUtils.toObjectArray(element))
				.forEach((each) -> addElements(each, call, next, prefix, tags));
		}
		else if (element != null) {
			add(call, next, withText(prefix, element), tags);
		}
	}

	private String withText(String prefix, Object element) {
		return (element instanceof Long || element instanceof Integer) ? prefix + ((Number) element).longValue()
				: prefix.concat(toText(element));
	}

	private String toText(Object element) {
		if (!TextForm.has(element.getClass())) {
			throw new IllegalStateException(
					"%s: %s yields a %s, which has no text of its own. Use one of its properties in the tag."
						.formatted(this.attribute.location(), this.attribute, element.getClass().getName()));
		}
		return element.toString();
	}

	/**
	 * Text, or an expression.
	 *
	 * @param text the text, empty for an expression
	 * @param expression the expression, or {@code null} for text
	 */
	record Segment(String text, @Nullable CallExpression expression) {

		static Segment text(String text) {
			return new Segment(text, null);
		}

		static Segment of(CallExpression expression) {
			return new Segment("", expression);
		}

	}

}
