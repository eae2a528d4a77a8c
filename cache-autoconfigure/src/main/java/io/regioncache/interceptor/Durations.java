package io.regioncache.interceptor;

import java.time.Duration;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * Reads the durations of annotations, placeholders included.
 *
 * @param beanFactory what resolves placeholders
 */
record Durations(ConfigurableBeanFactory beanFactory) {

	/**
	 * Read a duration, or a template that gives one for each result.
	 * @param attribute the attribute
	 * @param minimum the shortest that makes sense
	 * @param expressions reads templates
	 * @return the duration, that of the cache if the attribute is empty
	 */
	DurationSource parse(Attribute attribute, Duration minimum, ExpressionFactory expressions) {
		String text = attribute.isEmpty() ? "" : resolve(attribute);
		if (text.isEmpty()) {
			return DurationSource.OF_CACHE;
		}
		return text.contains("#{")
				? new DurationTemplate(expressions.template(attribute.reading(text)), InstantSource.system())
				: new DurationSource.Fixed(parse(attribute, text, minimum));
	}

	/**
	 * Read a duration that is the same for all calls.
	 * @param attribute the attribute
	 * @param minimum the shortest that makes sense, at least a millisecond
	 * @return the duration, or {@code null} if the attribute is empty
	 */
	@Nullable Duration fixed(Attribute attribute, Duration minimum) {
		String text = attribute.isEmpty() ? "" : resolve(attribute);
		if (text.contains("#{")) {
			throw attribute.invalid("is a template, but is needed before the call", "Write it as in 2s or ${name:2s}");
		}
		return text.isEmpty() ? null : parse(attribute, text, minimum);
	}

	private Duration parse(Attribute attribute, String text, Duration minimum) {
		Duration duration = parse(attribute, text);
		if (duration.compareTo(minimum) < 0) {
			String shortest = minimum.toMillis() + "ms";
			throw attribute.invalid(
					"%sis %s".formatted(meaning(attribute, text),
							duration.isNegative() ? "negative"
									: "shorter than " + (shortest.equals("1ms") ? "a millisecond" : shortest)),
					minimum.isZero() ? "Write zero or more, such as 0s" : "Write at least " + shortest);
		}
		return duration;
	}

	private Duration parse(Attribute attribute, String text) {
		try {
			if (Character.isLetter(text.charAt(text.length() - 1))) {
				return DurationFormatterUtils.detectAndParse(text);
			}
			throw attribute.invalid(meaning(attribute, text) + "has no unit", "Write it as in 30s, 30m or PT30M");
		}
		catch (IllegalArgumentException ex) {
			throw attribute.invalid(meaning(attribute, text) + "is not a duration", "Write it as in 30s, 30m or PT30M",
					ex);
		}
	}

	private String resolve(Attribute attribute) {
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(attribute.text());
			return (resolved != null) ? resolved.strip() : "";
		}
		catch (IllegalArgumentException ex) {
			throw attribute.invalid("cannot be resolved (" + ex.getMessage() + ")",
					"Set the property, or give a default as in ${name:30m}", ex);
		}
	}

	private static String meaning(Attribute attribute, String text) {
		return attribute.text().equals(text) ? "" : "resolves to \"" + text + "\", which ";
	}

}
