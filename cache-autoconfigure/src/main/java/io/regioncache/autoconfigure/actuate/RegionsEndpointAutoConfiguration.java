package io.regioncache.autoconfigure.actuate;

import java.time.InstantSource;

import io.regioncache.actuate.CacheSummaries;
import io.regioncache.actuate.DrillTimes;
import io.regioncache.actuate.EntriesOperator;
import io.regioncache.actuate.OfferedOperations;
import io.regioncache.actuate.RegionDetails;
import io.regioncache.actuate.RegionDrills;
import io.regioncache.actuate.RegionsEndpoint;
import io.regioncache.actuate.RegionsOperator;
import io.regioncache.actuate.RegionsPageEndpoint;
import io.regioncache.audit.Auditor;
import io.regioncache.autoconfigure.audit.RegionAuditAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.autoconfigure.health.RegionMonitorAutoConfiguration;
import io.regioncache.autoconfigure.budget.RegionBudgetsAutoConfiguration;
import io.regioncache.autoconfigure.rollout.RegionRolloutAutoConfiguration;
import io.regioncache.autoconfigure.warming.RegionWarmingAutoConfiguration;
import io.regioncache.budget.MemoryBudgets;
import io.regioncache.cache.EntryExplainer;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.health.RegionMonitor;
import io.regioncache.region.Regions;
import io.regioncache.replication.Replicator;
import io.regioncache.rollout.Rollouts;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionStore;
import io.regioncache.warming.CacheWarmings;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointAccessResolver;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the actuator endpoint {@code regions}
 * and its page.
 */
@AutoConfiguration(after = { RegionCacheAutoConfiguration.class, RegionReplicationAutoConfiguration.class,
		RegionMonitorAutoConfiguration.class, RegionRolloutAutoConfiguration.class,
		RegionBudgetsAutoConfiguration.class, RegionAuditAutoConfiguration.class,
		RegionWarmingAutoConfiguration.class })
@ConditionalOnClass(ConditionalOnAvailableEndpoint.class)
@ConditionalOnBean({ RegionStore.class, RegionCacheManager.class })
public final class RegionsEndpointAutoConfiguration {

	private static final EndpointId ID = EndpointId.of("regions");

	private final ObjectProvider<Replicator> replicator;

	private final ObjectProvider<RegionMonitor> monitor;

	private final ObjectProvider<MemoryBudgets> budgets;

	private final ObjectProvider<Rollouts> rollouts;

	private final ObjectProvider<Auditor> auditor;

	private final ObjectProvider<CacheWarmings> warmings;

	RegionsEndpointAutoConfiguration(ObjectProvider<Replicator> replicator, ObjectProvider<RegionMonitor> monitor,
			ObjectProvider<MemoryBudgets> budgets, ObjectProvider<Rollouts> rollouts, ObjectProvider<Auditor> auditor,
			ObjectProvider<CacheWarmings> warmings) {
		this.warmings = warmings;
		this.auditor = auditor;
		this.replicator = replicator;
		this.monitor = monitor;
		this.budgets = budgets;
		this.rollouts = rollouts;
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(RegionsEndpoint.class)
	RegionsEndpoint regionsEndpoint(Regions regions, RegionStore store, RegionCacheManager caches,
			EndpointAccessResolver access, ApplicationEventPublisher publisher) {
		boolean writable = access.accessFor(ID, Access.READ_ONLY) == Access.UNRESTRICTED;
		Rollouts rollouts = this.rollouts.getIfAvailable();
		RegionsOperator operator = new RegionsOperator(regions, store, this.replicator::getIfAvailable,
				this.monitor.getIfAvailable(), new CacheSummaries(caches, this.budgets.getIfAvailable(),
						this.auditor.getIfAvailable(), this.warmings.getIfAvailable()),
				new OfferedOperations(rollouts != null, writable));
		RegionInspections inspections = new RegionInspections(store);
		return new RegionsEndpoint(operator, new RegionDetails(inspections, operator::names),
				new EntriesOperator(caches, new EntryExplainer(caches, inspections, operator::names)),
				new RegionDrills(store, this.replicator::getIfAvailable, InstantSource.system(), DrillTimes.DEFAULTS),
				rollouts, publisher);
	}

	@Bean
	@ConditionalOnMissingBean
	@ConditionalOnAvailableEndpoint(RegionsPageEndpoint.class)
	RegionsPageEndpoint regionsPageEndpoint() {
		return new RegionsPageEndpoint();
	}

}
