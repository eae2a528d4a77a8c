package io.regioncache.autoconfigure.cache;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.autoconfigure.endpoint.EndpointAddresses;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties.Fallback;
import io.regioncache.autoconfigure.properties.RegionsProperties.OnFailover;
import io.regioncache.region.KeySpace;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionFailover;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.ConnectionSettings;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Builds the stores of the regions from properties.
 */
public final class RegionStoreFactory {

	private final RegionLinks links;

	private final KeySpace keySpace;

	private final RegionsProperties properties;

	public RegionStoreFactory(RegionLinks links, KeySpace keySpace, RegionsProperties properties) {
		this.links = links;
		this.keySpace = keySpace;
		this.properties = properties;
	}

	/**
	 * Build the store of the home region, which knows the others.
	 */
	RegionStore create(Regions regions, RegionEndpoints endpoints) {
		Topology topology = this.properties.replication().topologyOf(regions.names());
		checkFailover(topology);
		if (topology.kind() == Topology.Kind.MANAGED) {
			endpoints.all().forEach(EndpointAddresses::requireNoCluster);
			return managed(regions.home().name(), topology.hub());
		}
		RegionStore store = new RegionStore(home(regions.home().name()), others(regions));
		if (!this.properties.replication().enabled() && !regions.otherNames().isEmpty()) {
			store.levels().areUnknown();
		}
		return store;
	}

	private void checkFailover(Topology topology) {
		if (this.properties.onFailover() == OnFailover.REDRIVE && topology.kind() != Topology.Kind.MESH) {
			throw new InvalidConfigurationPropertyValueException("regions.on-failover", this.properties.onFailover(),
					"It needs regions that all read each other's logs. Set 'regions.replication.topology=mesh', or "
							+ "'regions.on-failover=flush'.");
		}
	}

	private SingleRegionStore home(String name) {
		SingleRegionStore home = store(name, this.properties.commandTimeout());
		return isRedriven() ? home.guard() : home;
	}

	private boolean isRedriven() {
		return this.properties.onFailover() == OnFailover.REDRIVE && this.properties.replication().enabled();
	}

	private RegionStore managed(String home, String primary) {
		boolean apart = !home.equals(primary);
		RegionStore store = new RegionStore(home, client(primary), this.keySpace.prefix(), this.keySpace.deployId(),
				connection(apart ? this.properties.replication().timeout() : this.properties.commandTimeout()));
		if (apart) {
			store.own().lookups().readFrom(client(home), this.properties.commandTimeout());
		}
		return store;
	}

	private RegionFailover others(Regions regions) {
		Map<String, Supplier<SingleRegionStore>> stores = new LinkedHashMap<>();
		if (this.properties.replication().enabled()) {
			regions.otherNames().forEach((name) -> stores.put(name, () -> other(name)));
		}
		return new RegionFailover(stores, this.properties.fallback() == Fallback.REGION);
	}

	/**
	 * Build the store of another region, which is asked while home does not answer.
	 */
	public SingleRegionStore other(String region) {
		SingleRegionStore other = store(region, this.properties.fallbackTimeout());
		return isRedriven() ? other.leaveBeginning() : other;
	}

	private SingleRegionStore store(String region, Duration timeout) {
		return new SingleRegionStore(region, client(region), this.keySpace.prefix(), this.keySpace.deployId(),
				connection(timeout));
	}

	private ConnectionSettings connection(Duration timeout) {
		return new ConnectionSettings(timeout, this.properties.connectTimeout())
			.checkingAddressEvery(this.properties.addressCheckInterval());
	}

	private Supplier<AbstractRedisClient> client(String region) {
		return () -> (AbstractRedisClient) this.links.get(region).getRequiredNativeClient();
	}

}
