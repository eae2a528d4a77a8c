package io.regioncache.chaos;

import java.util.List;
import java.util.stream.Stream;

import io.regioncache.audit.Auditor;
import io.regioncache.autoconfigure.audit.RegionAuditAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.replication.Replicator;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.NearMode;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/**
 * A whole application, with the time-outs and the client settings that users get.
 */
final class ApplicationProcess implements ChaosProcess {

	private final ConfigurableApplicationContext application;

	/**
	 * Start an application.
	 * @param properties how its regions are configured
	 */
	ApplicationProcess(List<String> properties) {
		String[] arguments = Stream
			.concat(Stream.of("spring.application.name=app", "regions.caches.numbers.lock-ttl=30s", NearMode.property(),
					"regions.caches.numbers.lock-wait=5s", "regions.audit.enabled=true",
					"regions.audit.rate=" + AUDITED, "regions.fallback=${fallback:origin}"), properties.stream())
			.map((property) -> "--" + property)
			.toArray(String[]::new);
		this.application = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE).run(arguments);
	}

	@Override
	public RegionCacheManager manager() {
		return this.application.getBean(RegionCacheManager.class);
	}

	@Override
	public RegionStore store() {
		return this.application.getBean(RegionStore.class);
	}

	@Override
	public Replicator replicator() {
		return this.application.getBean(Replicator.class);
	}

	@Override
	public Auditor auditor() {
		return this.application.getBean(Auditor.class);
	}

	@Override
	public void close() {
		this.application.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionReplicationAutoConfiguration.class, RegionAuditAutoConfiguration.class })
	static class Application {

	}

}
