package io.regioncache.autoconfigure.health;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import io.regioncache.health.RegionProbes;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.embedded.EmbeddedRegionsConnectionDetails;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.health.RegionMonitor;
import io.regioncache.health.SettingsCheck;
import io.regioncache.region.KeySpace;
import io.regioncache.region.Regions;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SettingsAnnouncements;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * {@link AutoConfiguration Auto-configuration} for the checks of the regions.
 */
@AutoConfiguration(after = { RegionCacheAutoConfiguration.class, RegionReplicationAutoConfiguration.class })
@ConditionalOnBean(RegionStore.class)
@ConditionalOnBooleanProperty(name = "regions.health.enabled", matchIfMissing = true)
public final class RegionMonitorAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean
	RegionMonitor regionMonitor(Regions regions, RegionStore store, RegionsProperties properties, KeySpace keySpace,
			ObjectProvider<Replicator> replicator, ObjectProvider<EmbeddedRegionsConnectionDetails> embedded) {
		String home = regions.home().name();
		RegionInspections inspections = new RegionInspections(store);
		Replicator replicates = replicator.getIfAvailable();
		Supplier<List<String>> names = (replicates != null) ? () -> replicates.configured().regions() : regions::names;
		Supplier<Map<String, SourceState>> sources = (replicates != null) ? replicates::sources : Map::of;
		// Servers for development lack what production needs
		return new RegionMonitor(home, properties.health().thresholds(), properties.health().checkInterval(),
				new RegionProbes(() -> inspections.server(home).join(), names, sources,
						(embedded.getIfAvailable() != null) ? null
								: settingsCheck(store, properties, keySpace)::findings),
				store.failures());
	}

	@Bean
	RegionMonitorLifecycle regionMonitorLifecycle(RegionMonitor monitor) {
		return new RegionMonitorLifecycle(monitor);
	}

	private static SettingsCheck settingsCheck(RegionStore store, RegionsProperties properties, KeySpace keySpace) {
		String settings = new TreeMap<>(properties.caches()) + "" + properties.cacheDefaults()
				+ properties.replication() + properties.fallback() + properties.transactions() + keySpace;
		return new SettingsCheck(new SettingsAnnouncements(store), settings, processName(), InstantSource.system());
	}

	private static String processName() {
		String name = System.getenv("HOSTNAME");
		try {
			return (name != null) ? name : InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "pid-" + ProcessHandle.current().pid();
		}
	}

}
