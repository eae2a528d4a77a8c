package io.regioncache.interceptor;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.format.datetime.standard.DurationFormatterUtils;
import org.springframework.util.ObjectUtils;

/**
 * Text with expressions in between that gives a duration for each call: a
 * {@link Duration}, a number of seconds, a moment until which it lasts, or text.
 *
 * @param template the text and the expressions
 * @param clock tells how far off a moment is
 */
record DurationTemplate(TagTemplate template, InstantSource clock) implements DurationSource {

	@Override
	public @Nullable Duration of(Invocation returned) {
		List<TagTemplate.Segment> parts = this.template.parts();
		CallExpression only = parts.get(0).expression();
		Object value = (parts.size() == 1 && only != null) ? ObjectUtils.unwrapOptional(only.evaluate(returned))
				: text(parts, returned);
		return (value != null) ? duration(value) : null;
	}

	private static @Nullable String text(List<TagTemplate.Segment> parts, Invocation returned) {
		StringBuilder text = new StringBuilder();
		for (TagTemplate.Segment part : parts) {
			CallExpression expression = part.expression();
			Object value = (expression != null) ? ObjectUtils.unwrapOptional(expression.evaluate(returned))
					: part.text();
			if (value == null) {
				return null;
			}
			text.append(value);
		}
		return text.toString();
	}

	private Duration duration(Object value) {
		if (value instanceof Duration duration) {
			return duration;
		}
		if (value instanceof Number number) {
			return seconds(number);
		}
		if (value instanceof CharSequence text) {
			return parsed(text.toString().strip());
		}
		return Duration.between(this.clock.instant(), moment(value));
	}

	private Instant moment(Object value) {
		if (value instanceof Instant moment) {
			return moment;
		}
		if (value instanceof OffsetDateTime moment) {
			return moment.toInstant();
		}
		if (value instanceof ZonedDateTime moment) {
			return moment.toInstant();
		}
		throw wrong("a " + value.getClass().getName(), null);
	}

	private Duration seconds(Number number) {
		try {
			return Duration.ofMillis(new BigDecimal(number.toString()).movePointRight(3).longValue());
		}
		catch (NumberFormatException ex) {
			throw wrong(number.toString(), ex);
		}
	}

	private Duration parsed(String text) {
		try {
			if (!text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1))) {
				return DurationFormatterUtils.detectAndParse(text);
			}
		}
		catch (IllegalArgumentException ex) {
			throw wrong("\"" + text + "\"", ex);
		}
		throw wrong("\"" + text + "\"", null);
	}

	private IllegalStateException wrong(String what, @Nullable Exception cause) {
		Attribute attribute = this.template.attribute();
		return new IllegalStateException(
				("%s: %s yields %s, which is no duration. Let it yield a Duration, a number of seconds, an Instant, "
						+ "or text such as 30m.")
					.formatted(attribute.location(), attribute, what),
				cause);
	}

}
