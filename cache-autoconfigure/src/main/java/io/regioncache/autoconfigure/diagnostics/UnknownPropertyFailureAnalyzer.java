package io.regioncache.autoconfigure.diagnostics;

import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.regioncache.autoconfigure.properties.KnownProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says what a misspelled property was probably meant to be, and keeps its value, which
 * may be a secret, to itself.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownPropertyFailureAnalyzer extends AbstractFailureAnalyzer<UnboundConfigurationPropertiesException> {

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, UnboundConfigurationPropertiesException cause) {
		Set<ConfigurationProperty> unknown = cause.getUnboundProperties();
		if (unknown.stream().anyMatch((property) -> !KnownProperties.OURS.isAncestorOf(property.getName()))) {
			return null;
		}
		return new FailureAnalysis(lines(unknown, UnknownPropertyFailureAnalyzer::describe),
				lines(unknown, (property) -> KnownProperties.correct(property.getName())), cause);
	}

	private static String lines(Set<ConfigurationProperty> properties, Function<ConfigurationProperty, String> line) {
		return properties.stream().map(line).collect(Collectors.joining(System.lineSeparator()));
	}

	private static String describe(ConfigurationProperty property) {
		Origin origin = property.getOrigin();
		return "There is no property '%s'%s.".formatted(property.getName(),
				(origin != null) ? " (" + origin + ")" : "");
	}

}
