package io.regioncache.autoconfigure.replication;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionStoreFactory;
import io.regioncache.autoconfigure.client.RegionClients;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.endpoint.RegionsConnectionDetails;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties.OnFailover;
import io.regioncache.autoconfigure.properties.ReplicationProperties;
import io.regioncache.autoconfigure.properties.WarmUpProperties;
import io.regioncache.replication.HomeRegion;
import io.regioncache.replication.redis.SourceReading;
import io.regioncache.cache.entry.CacheArrivals;
import io.regioncache.cache.entry.CacheCopies;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.region.KeySpace;
import io.regioncache.region.RegionLinks;
import io.regioncache.region.Regions;
import io.regioncache.replication.ReplicationListener;
import io.regioncache.replication.ReplicationListeners;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.replication.redis.ArrivalPolicy;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.replication.redis.RedisSourceLog;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.replication.warming.WarmUp;
import io.regioncache.replication.warming.WarmUpListener;
import io.regioncache.replication.warming.WarmUpListeners;
import io.regioncache.replication.warming.WarmUpSettings;
import io.regioncache.store.RegionStore;
import io.regioncache.store.session.EpochBeginning;
import io.regioncache.store.session.RedisConnector;

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

	private final Regions regions;

	private final RegionEndpoints endpoints;

	private final RegionsProperties properties;

	private final KeySpace keySpace;

	private final RegionLinks links;

	RegionReplicationAutoConfiguration(Regions regions, RegionEndpoints endpoints, RegionsProperties properties,
			KeySpace keySpace, RegionLinks links) {
		this.regions = regions;
		this.endpoints = endpoints;
		this.properties = properties;
		this.keySpace = keySpace;
		this.links = links;
	}

	@Bean
	@ConditionalOnMissingBean
	Replicator regionReplicator(RegionStore store, @Qualifier(RegionCacheAutoConfiguration.EXECUTOR) Executor executor,
			ObjectProvider<ReplicationListener> listeners, ObjectProvider<RegionCacheManager> caches) {
		ReplicationProperties replication = this.properties.replication();
		replication.requireSensibleDurations();
		String home = this.regions.home().name();
		Topology topology = ConfiguredRegions.of(this.endpoints.all(), Map.of(), replication).checked(home);
		ArrivalPolicy arrivals = new CacheArrivals((cache) -> caches.getObject().settings(cache));
		boolean sessions = this.properties.sessions().enabled() && this.properties.sessions().replicate();
		RedisReplica replica = new RedisReplica(store, sessions ? ArrivalPolicy.withWebSessions(arrivals) : arrivals);
		SourceReading reading = new SourceReading(home, replication.timeout(), replication.heartbeat(), beginning());
		return new Replicator(new HomeRegion(home, replica, new RegionCoordinator(store)), topology,
				(source, routes) -> new RedisSourceLog(
						() -> (AbstractRedisClient) this.links.get(source).getRequiredNativeClient(),
						this.keySpace.prefix(), reading, executor, routes, store.failures()),
				new ReplicationListeners(listeners.orderedStream().toList()), store.failures());
	}

	@Bean
	@ConditionalOnMissingBean
	WarmUp regionWarmUp(RegionStore store, Replicator replicator, ObjectProvider<RegionCacheManager> caches,
			ObjectProvider<WarmUpListener> listeners) {
		WarmUpProperties warmUp = this.properties.replication().warmUp();
		String home = this.regions.home().name();
		CacheCopies policy = new CacheCopies(store.own().keys(), (cache) -> caches.getObject().settings(cache),
				(region, cache) -> this.properties.caches()
					.getOrDefault(cache, this.properties.cacheDefaults())
					.replicateIn(region, home, caches.getObject().settings(cache).replication().replicate()),
				warmUp.caches() == WarmUpProperties.Caches.ALL);
		return new WarmUp(store, replicator::sources,
				(region) -> new RedisConnector(
						() -> (AbstractRedisClient) this.links.get(region).getRequiredNativeClient(),
						store.own().keys().metadata())
					.beginEpochs(this::beginning),
				policy, new WarmUpSettings(warmUp.maxRate().toBytes(), this.properties.replication().timeout()),
				new WarmUpListeners(listeners.orderedStream().toList()));
	}

	private EpochBeginning beginning() {
		return (this.properties.onFailover() == OnFailover.REDRIVE) ? EpochBeginning.LEFT_TO_ITS_REGION
				: EpochBeginning.PLAIN;
	}

	@Bean
	WarmUpLifecycle regionWarmUpLifecycle(WarmUp warmUp) {
		ReplicationProperties replication = this.properties.replication();
		return new WarmUpLifecycle(warmUp, replication.topology() != Topology.Kind.MANAGED
				&& replication.warmUp().caches() != WarmUpProperties.Caches.NONE);
	}

	@Bean
	@ConditionalOnMissingBean
	RegionMembership regionMembership(RegionClients clients, RegionStore store, Replicator replicator,
			ObjectProvider<RegionsConnectionDetails> details, ObjectProvider<SslBundles> sslBundles,
			ConfigurableEnvironment environment) {
		ConfigurationReader reader = new ConfigurationReader(environment, details.orderedStream().toList(),
				sslBundles::getIfAvailable);
		return new RegionMembership(this.regions.home().name(), reader.started(this.endpoints, this.properties),
				new RunningRegions(this.links, clients, store, replicator),
				new RegionStoreFactory(this.links, this.keySpace, this.properties)::other, reader::read);
	}

	@Bean
	@ConditionalOnProperty("regions.reload-interval")
	RegionReloads regionReloads(RegionMembership membership) {
		Duration interval = Objects.requireNonNull(this.properties.reloadInterval());
		if (interval.isZero() || interval.isNegative()) {
			throw new InvalidConfigurationPropertyValueException("regions.reload-interval", interval,
					"It must be positive, such as 30s. Remove it to read the configuration once only.");
		}
		return new RegionReloads(membership, interval);
	}

	@Bean
	ReplicatorLifecycle regionReplicatorLifecycle(Replicator replicator) {
		return new ReplicatorLifecycle(replicator, this.regions.all().size() > 1);
	}

}
