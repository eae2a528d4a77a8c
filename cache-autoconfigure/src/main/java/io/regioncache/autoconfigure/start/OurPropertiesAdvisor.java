package io.regioncache.autoconfigure.start;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.regioncache.autoconfigure.properties.KnownProperties;
import io.regioncache.autoconfigure.properties.OurPropertiesBindHandler;
import io.regioncache.autoconfigure.start.StartNote.Topic;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;

/**
 * Has our properties bound by an {@link OurPropertiesBindHandler}, and remembers which
 * ones it leaves to the application.
 */
public final class OurPropertiesAdvisor implements ConfigurationPropertiesBindHandlerAdvisor {

	private final Environment environment;

	private volatile Set<ConfigurationPropertyName> foreign = Set.of();

	public OurPropertiesAdvisor(Environment environment) {
		this.environment = environment;
	}

	@Override
	public BindHandler apply(BindHandler parent) {
		return new OurPropertiesBindHandler(parent, this.environment,
				(foreign) -> this.foreign = new TreeSet<>(foreign));
	}

	public StartNote note() {
		Set<ConfigurationPropertyName> foreign = this.foreign;
		return new StartNote(Topic.FOREIGN,
				foreign.isEmpty() ? null
						: "%s (Region Cache takes no other names after 'regions.' than %s)".formatted(
								foreign.stream().map(Object::toString).collect(Collectors.joining(", ")),
								String.join(", ", KnownProperties.names())));
	}

}
