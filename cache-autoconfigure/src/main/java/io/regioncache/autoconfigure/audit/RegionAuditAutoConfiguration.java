package io.regioncache.autoconfigure.audit;

import io.regioncache.audit.AuditedOrigin;
import io.regioncache.audit.Auditor;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the auditor, which looks at some
 * invalidations again.
 */
@AutoConfiguration(after = RegionCacheAutoConfiguration.class)
@ConditionalOnBean(RegionStore.class)
@ConditionalOnBooleanProperty("regions.audit.enabled")
public final class RegionAuditAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	Auditor regionAuditor(RegionStore store, RegionsProperties properties, ObjectProvider<RegionCacheManager> caches,
			ObjectProvider<AuditedOrigin<?>> origins) {
		return new Auditor(store, properties.audit().rate(),
				new OriginReads(caches::getIfAvailable, origins.orderedStream().toList()));
	}

	@Bean
	AuditorLifecycle regionAuditorLifecycle(Auditor auditor) {
		return new AuditorLifecycle(auditor);
	}

}
