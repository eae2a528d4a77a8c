package io.regioncache.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

import io.regioncache.embedded.EmbeddedRegions;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;

/**
 * The addresses of embedded regions, which are started when an address is first asked
 * for.
 */
final class EmbeddedRegionsConnectionDetails implements RegionsConnectionDetails {

	private final Map<String, DataRedisConnectionDetails> regions = new LinkedHashMap<>();

	EmbeddedRegionsConnectionDetails(List<String> names, Supplier<EmbeddedRegions> embedded) {
		names.forEach((name) -> this.regions.put(name, new EmbeddedRegion(name, embedded)));
	}

	@Override
	public Map<String, DataRedisConnectionDetails> getRegions() {
		return this.regions;
	}

	/**
	 * The address of one embedded region.
	 */
	private record EmbeddedRegion(String name,
			Supplier<EmbeddedRegions> embedded) implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return Standalone.of(EmbeddedRegions.HOST, this.embedded.get().port(this.name));
		}

	}

}
