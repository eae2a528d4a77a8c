package io.regioncache.autoconfigure.endpoint;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;

/**
 * Lets environment variables such as {@code REGIONS_ENDPOINTS_EU_WEST_1_URL} configure an
 * endpoint. Spring Boot alone cannot tell where the region's name ends, and that its
 * underscores were hyphens.
 */
final class RegionEndpointVariables implements EnvironmentPostProcessor {

	static final String SOURCE_NAME = "regionEndpointVariables";

	private static final Pattern VARIABLE = Pattern.compile("REGIONS_ENDPOINTS_([A-Z0-9_]+?)_"
			+ "(URL|HOST|PORT|DATABASE|USERNAME|PASSWORD|SSL_ENABLED|SSL_BUNDLE|CLUSTER_NODES|SENTINEL_MASTER"
			+ "|SENTINEL_NODES|SENTINEL_USERNAME|SENTINEL_PASSWORD)");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		apply(environment);
	}

	static void apply(ConfigurableEnvironment environment) {
		Map<String, Object> endpoints = new LinkedHashMap<>();
		environment.getSystemEnvironment().forEach((variable, value) -> {
			Matcher matcher = VARIABLE.matcher(variable);
			if (matcher.matches()) {
				endpoints.put("regions.endpoints." + lower(matcher.group(1), '-') + "." + lower(matcher.group(2), '.'),
						value);
			}
		});
		MutablePropertySources sources = environment.getPropertySources();
		if (!endpoints.isEmpty() && sources.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME)) {
			sources.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new MapPropertySource(SOURCE_NAME, endpoints));
		}
	}

	private static String lower(String part, char separator) {
		return part.toLowerCase(Locale.ROOT).replace('_', separator);
	}

}
