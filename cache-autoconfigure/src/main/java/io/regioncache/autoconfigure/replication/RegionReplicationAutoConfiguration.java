package io.regioncache.autoconfigure.replication;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.client.RegionClients;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.properties.ReplicationProperties;
import io.regioncache.replication.HomeRegion;
import io.regioncache.replication.redis.SourceReading;
import io.regioncache.cache.CacheArrivals;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.region.KeySpace;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import io.regioncache.replication.ReplicationListener;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.replication.redis.RedisSourceLog;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.store.RegionStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * {@link AutoConfiguration Auto-configuration} for replication between the regions.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@ConditionalOnBean(RegionStore.class)
@ConditionalOnBooleanProperty(name = "regions.replication.enabled", matchIfMissing = true)
public final class RegionReplicationAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Replicator regionReplicator(Regions regions, RegionStore store, RegionLinks links, KeySpace keySpace,
			RegionsProperties properties, RegionEndpoints endpoints,
			@Qualifier(RegionCacheAutoConfiguration.EXECUTOR) Executor executor,
			ObjectProvider<ReplicationListener> listeners, ObjectProvider<RegionCacheManager> caches) {
		ReplicationProperties replication = properties.replication();
		replication.requireSensibleDurations();
		String home = regions.home().name();
		Topology topology = ConfiguredRegions.of(endpoints.all(), Map.of(), replication).checked(home);
		return new Replicator(new HomeRegion(home, new RedisReplica(store,
				new CacheArrivals((cache) -> caches.getObject().settings(cache))), new RegionCoordinator(store)),
				topology,
				(source, routes) -> new RedisSourceLog(
						() -> (AbstractRedisClient) links.get(source).getRequiredNativeClient(), keySpace.prefix(),
						new SourceReading(home, replication.timeout(), replication.heartbeat()), executor, routes,
						store.failures()),
				ReplicationListener.all(listeners.orderedStream().toList()), store.failures());
	}

	@Bean
	@ConditionalOnMissingBean
	RegionMembership regionMembership(Regions regions, RegionEndpoints endpoints, RegionsProperties properties,
			RegionLinks links, RegionClients clients, RegionStore store, KeySpace keySpace, Replicator replicator,
			ObjectProvider<RegionsConnectionDetails> details, ObjectProvider<SslBundles> sslBundles,
			ConfigurableEnvironment environment) {
		ConfigurationReader reader = new ConfigurationReader(environment, details.orderedStream().toList(),
				sslBundles::getIfAvailable);
		return new RegionMembership(regions.home().name(), reader.started(endpoints, properties), links, clients, store,
				(region) -> RegionCacheAutoConfiguration.other(region, links, keySpace, properties), replicator,
				reader::read);
	}

	@Bean
	@ConditionalOnProperty("regions.reload-interval")
	RegionReloads regionReloads(RegionMembership membership, RegionsProperties properties) {
		Duration interval = Objects.requireNonNull(properties.reloadInterval());
		if (interval.isZero() || interval.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("regions.reload-interval", interval,
					"It must be positive, such as 30s. Remove it to read the configuration once only.");
		}
		return new RegionReloads(membership, interval);
	}

	@Bean
	ReplicatorLifecycle regionReplicatorLifecycle(Replicator replicator, Regions regions) {
		return new ReplicatorLifecycle(replicator, regions.all().size() > 1);
	}

}
