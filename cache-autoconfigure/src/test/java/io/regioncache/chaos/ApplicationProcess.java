package io.regioncache.chaos;

import java.util.List;
import java.util.stream.Stream;

import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.replication.Replicator;
import io.regioncache.store.RegionStore;

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
			.concat(Stream.of("spring.application.name=app", "regions.fallback=origin",
					"regions.caches.numbers.lock-ttl=30s", "regions.caches.numbers.near.max-size=" + NEAR_SIZE,
					"regions.caches.numbers.lock-wait=5s"), properties.stream())
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
	public void close() {
		this.application.close();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionReplicationAutoConfiguration.class })
	static class Application {

	}

}
