package io.regioncache.autoconfigure.diagnostics;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

import io.regioncache.autoconfigure.properties.KnownProperties;
import io.regioncache.autoconfigure.properties.RedisUrl;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * Says what to write where the value of a property is no duration, size, number or the
 * like.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class InvalidPropertyFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
		if (!KnownProperties.OURS.isAncestorOf(cause.getName())) {
			return null;
		}
		InvalidConfigurationPropertyValueException refused = findCause(cause,
				InvalidConfigurationPropertyValueException.class);
		if (refused != null && refused.getReason() != null) {
			return new FailureAnalysis("'%s' is '%s'.".formatted(refused.getName(), refused.getValue()),
					refused.getReason(), cause);
		}
		ConfigurationProperty property = cause.getProperty();
		PropertyKind kind = PropertyKind.of(cause.getTarget().getType().resolve(Object.class));
		return (property != null && kind != null) ? new FailureAnalysis(describe(property, kind), kind.advice(), cause)
				: null;
	}

	private static String describe(ConfigurationProperty property, PropertyKind kind) {
		Origin origin = property.getOrigin();
		String value = String.valueOf(property.getValue());
		return "'%s' is %s, which is no %s%s.".formatted(property.getName(),
				RedisUrl.isUrl(value) ? "a URL" : "'" + value + "'", kind.name(),
				(origin != null) ? " (" + origin + ")" : "");
	}

	/**
	 * What a value was to be.
	 *
	 * @param name what it is called
	 * @param advice what to write
	 */
	private record PropertyKind(String name, String advice) {

		static @Nullable PropertyKind of(Class<?> declared) {
			Class<?> type = ClassUtils.resolvePrimitiveIfNecessary(declared);
			if (type == Duration.class) {
				return new PropertyKind("duration",
						"Write one number and one unit, such as 100ms, 30s, 30m or 1h; or the ISO form, such as PT1H30M.");
			}
			if (type == DataSize.class) {
				return new PropertyKind("size", "Write one number and one unit, such as 500KB or 1MB.");
			}
			if (type == Class.class) {
				return new PropertyKind("class of this application",
						"Write the full name of a class, such as 'com.example.Product'.");
			}
			if (type == Boolean.class) {
				return new PropertyKind("truth value", "Write 'true' or 'false'.");
			}
			if (type.isEnum()) {
				return new PropertyKind("value that it can have", "Write " + choices(type) + ".");
			}
			boolean fraction = type == Double.class || type == Float.class;
			return Number.class.isAssignableFrom(type)
					? new PropertyKind("number", "Write a number, such as " + (fraction ? "0.1." : "64.")) : null;
		}

		private static String choices(Class<?> type) {
			String all = Arrays.stream(type.getEnumConstants())
				.map((each) -> "'" + ((Enum<?>) each).name().toLowerCase(Locale.ROOT).replace('_', '-') + "'")
				.collect(Collectors.joining(", "));
			int last = all.lastIndexOf(", ");
			return (last < 0) ? all : all.substring(0, last) + " or " + all.substring(last + 2);
		}

	}

}
