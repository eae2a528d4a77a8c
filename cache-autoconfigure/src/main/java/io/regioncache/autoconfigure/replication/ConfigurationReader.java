package io.regioncache.autoconfigure.replication;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.regioncache.autoconfigure.endpoint.PropertiesRegionsConnectionDetails;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.autoconfigure.properties.OurPropertiesBindHandler;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.IgnoreTopLevelConverterNotFoundBindHandler;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * Reads the configured regions anew: configuration files and trees as they are now, all
 * else as the environment has it.
 */
final class ConfigurationReader {

	private static final Bindable<Map<String, String>> TEXTS = Bindable.mapOf(String.class, String.class);

	private final ConfigurableEnvironment environment;

	private final List<RegionsConnectionDetails> details;

	private final Supplier<@Nullable SslBundles> sslBundles;

	ConfigurationReader(ConfigurableEnvironment environment, List<RegionsConnectionDetails> details,
			Supplier<@Nullable SslBundles> sslBundles) {
		this.environment = environment;
		this.details = details;
		this.sslBundles = sslBundles;
	}

	/**
	 * Return what the process has started with.
	 */
	ConfiguredRegions started(RegionEndpoints endpoints, RegionsProperties properties) {
		return ConfiguredRegions.of(endpoints.all(), texts(Binder.get(this.environment), properties),
				properties.replication());
	}

	/**
	 * Return what is configured now.
	 * @return the regions
	 * @throws RegionConfigurationException if there are properties that nobody knows
	 */
	ConfiguredRegions read() {
		ConfigurableEnvironment fresh = reread(this.environment);
		Binder binder = Binder.get(fresh);
		RegionsProperties properties = bind(binder, fresh);
		List<RegionsConnectionDetails> details = new ArrayList<>();
		for (RegionsConnectionDetails source : this.details) {
			details.add((source instanceof PropertiesRegionsConnectionDetails)
					? new PropertiesRegionsConnectionDetails(properties, this.sslBundles) : source);
		}
		return ConfiguredRegions.of(RegionEndpoints.of(details, properties).all(), texts(binder, properties),
				properties.replication());
	}

	/**
	 * Bind as strictly as at the start.
	 */
	private static RegionsProperties bind(Binder binder, Environment environment) {
		BindHandler strict = new OurPropertiesBindHandler(
				new NoUnboundElementsBindHandler(new IgnoreTopLevelConverterNotFoundBindHandler(),
						new UnboundElementsSourceFilter()),
				environment, (foreign) -> {
				});
		try {
			return binder.bindOrCreate("regions", Bindable.of(RegionsProperties.class), strict);
		}
		catch (BindException ex) {
			throw reasonOf(ex);
		}
	}

	private static RuntimeException reasonOf(BindException ex) {
		if (ex.getCause() instanceof UnboundConfigurationPropertiesException unknown) {
			return new RegionConfigurationException("There is no property " + unknown.getUnboundProperties()
				.stream()
				.map((property) -> "'%s' (%s)".formatted(property.getName(), property.getOrigin()))
				.collect(Collectors.joining(", ")) + '.', "Correct its name, or remove it.");
		}
		return (ex.getCause() instanceof RegionConfigurationException unset) ? unset : ex;
	}

	private static Map<String, Map<String, String>> texts(Binder binder, RegionsProperties properties) {
		Map<String, Map<String, String>> texts = new LinkedHashMap<>();
		properties.endpoints()
			.keySet()
			.forEach((region) -> texts.put(region, binder.bind("regions.endpoints." + region, TEXTS).orElse(Map.of())));
		return texts;
	}

	private static ConfigurableEnvironment reread(ConfigurableEnvironment current) {
		StandardEnvironment fresh = new StandardEnvironment();
		MutablePropertySources sources = fresh.getPropertySources();
		List.copyOf(sources.stream().toList()).forEach((source) -> sources.remove(source.getName()));
		List<PropertySource<?>> behind = new ArrayList<>();
		boolean files = false;
		for (PropertySource<?> source : current.getPropertySources()) {
			if (isFile(source)) {
				files = true;
			}
			else if (files) {
				behind.add(source);
			}
			else if (!ConfigurationPropertySources.isAttachedConfigurationPropertySource(source)) {
				sources.addLast(source);
			}
		}
		if (files) {
			ConfigDataEnvironmentPostProcessor.applyTo(fresh, null, null, List.of(current.getActiveProfiles()));
		}
		behind.forEach(sources::addLast);
		ConfigurationPropertySources.attach(fresh);
		return fresh;
	}

	/**
	 * Boot names what it has read from files and trees like this.
	 */
	private static boolean isFile(PropertySource<?> source) {
		return source.getName().startsWith("Config resource ") || source.getName().startsWith("Config tree ");
	}

}
