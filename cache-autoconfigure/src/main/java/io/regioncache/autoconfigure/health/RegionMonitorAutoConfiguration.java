package io.regioncache.autoconfigure.health;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.regioncache.cache.RegionCacheManager;
import io.regioncache.health.BudgetCheck;
import io.regioncache.health.Finding;
import io.regioncache.health.RegionProbes;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.embedded.EmbeddedRegionsConnectionDetails;
import io.regioncache.autoconfigure.endpoint.RegionEndpoints;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.health.PushCheck;
import io.regioncache.health.RegionMonitor;
import io.regioncache.health.SettingsCheck;
import io.regioncache.health.SharedServerCheck;
import io.regioncache.region.KeySpace;
import io.regioncache.region.Regions;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SettingsAnnouncements;
import io.regioncache.store.session.EntrySpace;
import io.regioncache.store.session.ServerStatus;
import io.regioncache.store.session.Session;
import io.regioncache.writebehind.WriteBehind;
import io.regioncache.writebehind.WriteBehinds;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * {@link AutoConfiguration Auto-configuration} for the checks of the regions.
 */
@AutoConfiguration(after = { RegionCacheAutoConfiguration.class, RegionReplicationAutoConfiguration.class })
@ConditionalOnBean(RegionStore.class)
@ConditionalOnBooleanProperty(name = "regions.health.enabled", matchIfMissing = true)
public final class RegionMonitorAutoConfiguration {

	private final RegionsProperties properties;

	private final KeySpace keySpace;

	private final RegionEndpoints endpoints;

	private final Environment environment;

	RegionMonitorAutoConfiguration(RegionsProperties properties, KeySpace keySpace, RegionEndpoints endpoints,
			Environment environment) {
		this.endpoints = endpoints;
		this.properties = properties;
		this.keySpace = keySpace;
		this.environment = environment;
	}

	@Bean
	@ConditionalOnMissingBean
	RegionMonitor regionMonitor(Regions regions, RegionStore store, ObjectProvider<Replicator> replicator,
			ObjectProvider<EmbeddedRegionsConnectionDetails> embedded, ObjectProvider<RegionCacheManager> caches,
			ObjectProvider<WriteBehinds> behinds) {
		String home = regions.home().name();
		RegionInspections inspections = new RegionInspections(store);
		Replicator replicates = replicator.getIfAvailable();
		Supplier<List<String>> names = (replicates != null) ? () -> replicates.configured().regions() : regions::names;
		Supplier<Map<String, SourceState>> sources = (replicates != null) ? replicates::sources : Map::of;
		// Servers for development lack what production needs
		return new RegionMonitor(home, this.properties.health().thresholds(), this.properties.health().checkInterval(),
				new RegionProbes(() -> inspections.server(home).join(), names, sources,
						(embedded.getIfAvailable() != null) ? null : findings(store, names, caches.getIfAvailable()),
						() -> behinds.stream().flatMap((all) -> all.all().stream()).map(WriteBehind::cache).toList()),
				store.failures());
	}

	@Bean
	RegionMonitorLifecycle regionMonitorLifecycle(RegionMonitor monitor) {
		return new RegionMonitorLifecycle(monitor);
	}

	private Function<ServerStatus, List<Finding>> findings(RegionStore store, Supplier<List<String>> names,
			@Nullable RegionCacheManager caches) {
		SettingsCheck settings = settingsCheck(store);
		PushCheck pushes = new PushCheck(store.own().lookups().followers()::lacksPushes);
		BudgetCheck budgets = new BudgetCheck(() -> (caches != null) ? budgets(caches) : Map.of(),
				() -> servers(store));
		SharedServerCheck shared = new SharedServerCheck(new RegionInspections(store), store.region(), names);
		ConfigurationCheck configuration = new ConfigurationCheck(store.region(), this.endpoints.all(), this.properties,
				this.environment);
		return (server) -> Stream
			.of(settings.findings(), pushes.findings(), budgets.findings(server), configuration.findings(),
					shared.findings())
			.flatMap(List::stream)
			.toList();
	}

	private static Map<String, Long> budgets(RegionCacheManager caches) {
		Map<String, Long> budgets = new TreeMap<>();
		caches.getCacheNames().forEach((name) -> budgets.put(name, caches.settings(name).values().maxMemory()));
		return budgets;
	}

	private static int servers(RegionStore store) {
		Session session = store.own().link().session();
		return (session != null) ? new EntrySpace(session).shards().size() : 1;
	}

	private SettingsCheck settingsCheck(RegionStore store) {
		String settings = new TreeMap<>(this.properties.caches()) + "" + this.properties.cacheDefaults()
				+ this.properties.replication() + this.properties.fallback() + this.properties.transactions()
				+ this.keySpace;
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
