package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.cache.CacheSettings;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.ReplicationSettings.Replicate;
import io.regioncache.region.KeySpace;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import io.regioncache.replication.ReplicationListener;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.store.RedisSourceLog;
import io.regioncache.store.RegionStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

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
		Topology topology = replication.topologyOf(regions.names().stream().sorted().toList());
		boolean managed = topology.kind() == Topology.Kind.MANAGED;
		if (!replication.allowPlainText()) {
			endpoints.all()
				.stream()
				.filter((endpoint) -> !endpoint.region().equals(regions.home()))
				.filter((endpoint) -> !managed || endpoint.region().name().equals(topology.hub()))
				.forEach(EndpointAddresses::requireEncrypted);
		}
		return new Replicator(home, topology, store.replica((cache) -> freshFor(caches.getObject(), cache)),
				store.duties(),
				(source, routes, relied) -> new RedisSourceLog(
						() -> (AbstractRedisClient) links.get(source).getRequiredNativeClient(), keySpace.prefix(),
						home, replication.timeout(), replication.heartbeat(), executor, routes, relied),
				ReplicationListener.all(listeners.orderedStream().toList()));
	}

	private static Duration freshFor(RegionCacheManager caches, String cache) {
		CacheSettings settings = caches.settings(cache);
		return (settings.replication().replicate() == Replicate.VALUES) ? settings.ttl() : Duration.ZERO;
	}

	@Bean
	ReplicatorLifecycle regionReplicatorLifecycle(Replicator replicator, Regions regions) {
		return new ReplicatorLifecycle(replicator, regions.all().size() > 1);
	}

}
