package io.regioncache.autoconfigure.rollout;

import java.time.Duration;
import java.util.Comparator;
import java.util.Objects;

import io.regioncache.audit.Auditor;
import io.regioncache.autoconfigure.audit.RegionAuditAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.region.KeySpace;
import io.regioncache.region.Regions;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.rollout.DeploymentCounts;
import io.regioncache.rollout.DeploymentMeasures;
import io.regioncache.rollout.DeploymentReporter;
import io.regioncache.rollout.LatencyHistogram;
import io.regioncache.rollout.ReadCounts;
import io.regioncache.rollout.RolloutPlan;
import io.regioncache.rollout.Rollouts;
import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionStore;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for rolling deployments over regions.
 */
@AutoConfiguration(after = { RegionCacheAutoConfiguration.class, RegionReplicationAutoConfiguration.class,
		RegionAuditAutoConfiguration.class })
@ConditionalOnBean({ RegionStore.class, RegionCacheManager.class })
@ConditionalOnProperty("regions.rollout.canary")
public final class RegionRolloutAutoConfiguration {

	private final ObjectProvider<Auditor> auditor;

	RegionRolloutAutoConfiguration(ObjectProvider<Auditor> auditor) {
		this.auditor = auditor;
	}

	@Bean
	@ConditionalOnMissingBean
	Rollouts regionRollouts(RegionsProperties properties, Regions regions, KeySpace keySpace, RegionStore store) {
		RolloutPlan plan = properties.rollout().plan(Objects.requireNonNull(properties.rollout().canary()));
		RolloutChecks.check(plan, regions.names(), keySpace.deployId());
		RolloutChecks.requireReach(plan, properties.replication());
		return new Rollouts(plan, new RegionDeployments(store));
	}

	@Bean
	@ConditionalOnMissingBean
	DeploymentReporter regionDeploymentReporter(RegionsProperties properties, Regions regions, KeySpace keySpace,
			RegionStore store, RegionCacheManager caches, ObjectProvider<Replicator> replicator) {
		LatencyHistogram loads = new LatencyHistogram();
		LatencyHistogram hits = new LatencyHistogram();
		caches.forEach((cache) -> {
			cache.statistics().timeLoads(loads::add);
			cache.statistics().timeHits(hits::add);
		});
		return new DeploymentReporter(regions.home().name(), keySpace.deployId(), new RegionDeployments(store),
				properties.rollout().gates().toGates(),
				new DeploymentMeasures(() -> counts(caches, this.auditor.getIfAvailable()), loads, hits,
						() -> lag(replicator.getIfAvailable())),
				store.failures());
	}

	@Bean
	DeploymentReporterLifecycle regionDeploymentReporterLifecycle(DeploymentReporter reporter) {
		return new DeploymentReporterLifecycle(reporter);
	}

	private static Duration lag(@Nullable Replicator replicator) {
		return (replicator == null) ? Duration.ZERO
				: replicator.sources()
					.values()
					.stream()
					.map(SourceState::lag)
					.max(Comparator.naturalOrder())
					.orElse(Duration.ZERO);
	}

	/**
	 * What Redis could not be asked for is no fault of a deployment.
	 */
	static DeploymentCounts counts(RegionCacheManager caches, @Nullable Auditor auditor) {
		DeploymentCounts all = new DeploymentCounts(new ReadCounts(0, 0, 0), 0, 0, 0,
				(auditor != null) ? auditor.violations() : 0);
		for (String name : caches.getCacheNames()) {
			all = all.and(counts(caches.getCache(name).statistics()));
		}
		return all;
	}

	private static DeploymentCounts counts(CacheStatistics counted) {
		long hits = counted.get(Event.HIT) + counted.get(Event.STALE);
		ReadCounts reads = new ReadCounts(counted.get(Event.NEAR), hits,
				hits + counted.get(Event.MISS) + counted.get(Event.BYPASS));
		long refused = counted.get(Event.REFUSED_SIZE) + counted.get(Event.REFUSED_VALUE)
				+ counted.get(Event.REFUSED_DIFFERENT) + counted.get(Event.REFUSED_KEY);
		return new DeploymentCounts(reads, counted.get(Event.LOAD), refused, counted.get(Event.CORRUPT), 0);
	}

}
