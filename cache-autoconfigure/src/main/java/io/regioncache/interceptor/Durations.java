package io.regioncache.interceptor;

import java.time.Duration;

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
	 * Read a duration.
	 * @param attribute the attribute
	 * @param minimum the shortest that makes sense
	 * @return the duration, or {@code null} if the attribute is empty
	 */
	@Nullable Duration parse(Attribute attribute, Duration minimum) {
		if (attribute.isEmpty()) {
			return null;
		}
		String text = resolve(attribute);
		if (text.isEmpty()) {
			return null;
		}
		Duration duration = parse(attribute, text);
		if (duration.compareTo(minimum) < 0) {
			throw attribute.invalid(
					"%sis %s".formatted(meaning(attribute, text),
							duration.isNegative() ? "negative" : "shorter than a millisecond"),
					minimum.isZero() ? "Write zero or more, such as 0s" : "Write at least 1ms");
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
