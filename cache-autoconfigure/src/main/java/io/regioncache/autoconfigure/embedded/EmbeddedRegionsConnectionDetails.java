package io.regioncache.autoconfigure.embedded;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.embedded.EmbeddedRegions;
import io.regioncache.region.HomeRegionResolver;
import io.regioncache.region.Region;
import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.util.StringUtils;

/**
 * The addresses of embedded regions, which are started when an address is first asked
 * for. Where there is a simulated network, they are its addresses.
 */
public final class EmbeddedRegionsConnectionDetails implements RegionsConnectionDetails {

	private final Map<String, DataRedisConnectionDetails> regions = new LinkedHashMap<>();

	private final Supplier<@Nullable SimulatedRoutes> routes;

	EmbeddedRegionsConnectionDetails(List<String> names, Supplier<EmbeddedRegions> embedded,
			Supplier<@Nullable SimulatedRoutes> routes) {
		this.routes = routes;
		names.forEach((name) -> this.regions.put(name, new EmbeddedRegion(name, embedded, routes)));
	}

	@Override
	public Map<String, DataRedisConnectionDetails> getRegions() {
		return this.regions;
	}

	/**
	 * Find the home region: the one that is configured, or from which the network is
	 * seen, or that the platform names, or the first.
	 * @param resolver finds it
	 * @param configured the configured name or alias, {@code null} if there is none
	 * @return the home region
	 * @throws RegionConfigurationException if the network is seen from another region
	 */
	public Region home(HomeRegionResolver resolver, @Nullable String configured) {
		SimulatedRoutes routes = this.routes.get();
		if (routes == null) {
			return resolver.resolveOrFirst(configured);
		}
		Region home = resolver.resolve(StringUtils.hasText(configured) ? configured : routes.home());
		if (!home.name().equals(routes.home())) {
			throw new RegionConfigurationException(
					"The home region is '" + home + "', but the simulated network is seen from '" + routes.home()
							+ "'.",
					"Remove '" + HomeRegionResolver.HOME_PROPERTY + "', or let the SimulatedNetwork.View bean be "
							+ "'network.from(\"" + home + "\")'.");
		}
		return home;
	}

	/**
	 * The address of one embedded region.
	 */
	private record EmbeddedRegion(String name, Supplier<EmbeddedRegions> embedded,
			Supplier<@Nullable SimulatedRoutes> routes) implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			SimulatedRoutes routes = this.routes.get();
			URI url = URI.create((routes != null) ? routes.url().apply(this.name) : this.embedded.get().url(this.name));
			return Standalone.of(url.getHost(), url.getPort());
		}

	}

}
