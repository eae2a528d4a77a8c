package io.regioncache.autoconfigure.health;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.endpoint.EndpointAddresses;
import io.regioncache.autoconfigure.endpoint.RegionEndpoint;
import io.regioncache.autoconfigure.properties.ReadYourWritesProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.health.Finding;

import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Looks for what is wrong with the configuration, beyond what stops the start: links in
 * plain text, secrets that are missing or easy to guess, and loads that read replicas.
 */
final class ConfigurationCheck {

	/**
	 * Random text of the shortest legal secret has more different characters than these.
	 */
	private static final int FEW_CHARACTERS = 10;

	private static final Set<String> PRIMARY = Set.of("master", "upstream");

	private final String home;

	private final Collection<RegionEndpoint> endpoints;

	private final RegionsProperties properties;

	/**
	 * Whether anything is set that matters only to callers with tokens.
	 */
	private final boolean tokensWanted;

	ConfigurationCheck(String home, Collection<RegionEndpoint> endpoints, RegionsProperties properties,
			Environment environment) {
		this.home = home;
		this.endpoints = List.copyOf(endpoints);
		this.properties = properties;
		this.tokensWanted = Binder.get(environment)
			.bind("regions.read-your-writes", Bindable.mapOf(String.class, Object.class))
			.isBound();
	}

	List<Finding> findings() {
		return Stream.of(plainText(), secret(), replicaReads()).flatMap(Optional::stream).toList();
	}

	private Optional<Finding> plainText() {
		if (this.properties.replication().allowPlainText()) {
			return Optional.empty();
		}
		List<String> plain = this.endpoints.stream()
			.filter(EndpointAddresses::isPlainText)
			.map((endpoint) -> endpoint.region().name())
			.toList();
		return plain.isEmpty() ? Optional.empty()
				: Optional.of(new Finding("plain-text",
						"The link to the Redis of %s is not encrypted: values and its password can be read on the way"
							.formatted(String.join(", ", plain)),
						"Use a 'rediss:' URL; or, if that network is private, set "
								+ "'regions.replication.allow-plain-text=true'"));
	}

	private Optional<Finding> secret() {
		ReadYourWritesProperties tokens = this.properties.readYourWrites();
		String secret = tokens.secret();
		if (secret != null) {
			return (secret.chars().distinct().count() > FEW_CHARACTERS) ? Optional.empty() : Optional
				.of(new Finding("weak-secret",
						"'regions.read-your-writes.secret' is easy to guess, and whoever knows it can make tokens up",
						"Replace it with the output of: openssl rand -base64 32"));
		}
		boolean missed = this.tokensWanted && this.endpoints.size() > 1
				&& (tokens.cookie().enabled() || tokens.header().enabled());
		return !missed ? Optional.empty() : Optional.of(new Finding("no-secret",
				"Other 'regions.read-your-writes' properties are set, but without a 'secret' no tokens are issued: a user "
						+ "whose next request reaches another region may not see their own write",
				"Set 'regions.read-your-writes.secret' to the output of: openssl rand -base64 32; or, if nobody needs "
						+ "it, remove the other properties"));
	}

	private Optional<Finding> replicaReads() {
		return this.endpoints.stream()
			.filter((endpoint) -> endpoint.region().name().equals(this.home))
			.map((endpoint) -> endpoint.properties().getLettuce().getReadFrom())
			.filter((from) -> from != null && !PRIMARY.contains(from.toLowerCase(Locale.ROOT)))
			.filter((from) -> this.properties.longestOriginLag().isZero())
			.findFirst()
			.map((from) -> new Finding("replica-reads",
					"'regions.endpoints.%s.lettuce.read-from' is '%s': what loads read over its RedisConnectionFactory may be older than an invalidation"
						.formatted(this.home, from),
					"Set it to 'upstream', or 'regions.cache-defaults.origin-lag' to how far a replica may be behind"));
	}

}
