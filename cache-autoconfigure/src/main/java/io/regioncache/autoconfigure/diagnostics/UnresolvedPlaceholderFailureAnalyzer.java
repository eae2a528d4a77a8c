package io.regioncache.autoconfigure.diagnostics;

import io.regioncache.autoconfigure.properties.KnownProperties;
import io.regioncache.autoconfigure.properties.OurPropertiesBindHandler;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.util.PlaceholderResolutionException;

/**
 * Names the property that refers to a variable that is not set, where a condition has
 * asked for it before it was bound.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnresolvedPlaceholderFailureAnalyzer extends AbstractFailureAnalyzer<PlaceholderResolutionException> {

	private final Environment environment;

	UnresolvedPlaceholderFailureAnalyzer(Environment environment) {
		this.environment = environment;
	}

	@Override
	protected @Nullable FailureAnalysis analyze(Throwable rootFailure, PlaceholderResolutionException cause) {
		ConfigurationProperty property = find("${" + cause.getPlaceholder());
		return (property != null) ? RegionConfigurationFailureAnalyzer
			.analysis(OurPropertiesBindHandler.unresolved(property, cause.getPlaceholder())) : null;
	}

	private @Nullable ConfigurationProperty find(String reference) {
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(this.environment)) {
			ConfigurationProperty property = (source instanceof IterableConfigurationPropertySource iterable)
					? find(reference, iterable) : null;
			if (property != null) {
				return property;
			}
		}
		return null;
	}

	private static @Nullable ConfigurationProperty find(String reference, IterableConfigurationPropertySource source) {
		return source.stream()
			.filter(KnownProperties.OURS::isAncestorOf)
			.map(source::getConfigurationProperty)
			.filter((property) -> property != null && String.valueOf(property.getValue()).contains(reference))
			.findFirst()
			.orElse(null);
	}

}
