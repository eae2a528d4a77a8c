package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.NearMode;
import io.regioncache.testkit.RaceNode;
import org.awaitility.Awaitility;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/**
 * An application with annotated methods, on any kind of Redis.
 */
final class AnnotatedNode implements RaceNode, AutoCloseable {

	/** The key of the metadata hash. */
	static final String METADATA = "{annotated}:m";

	private final ConfigurableApplicationContext context;

	private final Numbers numbers;

	private final RegionCache cache;

	private AnnotatedNode(String... endpoint) {
		List<String> arguments = new ArrayList<>(List.of("--spring.application.name=annotated",
				"--regions.command-timeout=500ms", "--regions.connect-timeout=5s", "--" + NearMode.property()));
		for (String setting : endpoint) {
			arguments.add("--regions.endpoints.here." + setting);
		}
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new));
		this.numbers = this.context.getBean(Numbers.class);
		this.cache = this.context.getBean(RegionCacheManager.class).getCache("numbers");
		awaitAvailable();
	}

	/**
	 * Starts an application.
	 * @param endpoint settings of its region, each without the common prefix
	 * @return the application
	 */
	static AnnotatedNode at(String... endpoint) {
		return new AnnotatedNode(endpoint);
	}

	@Override
	public Duration lag() {
		return NearMode.lag(NearMode.settings());
	}

	@Override
	public long read(int key, LongSupplier origin) {
		return this.numbers.read(key, origin);
	}

	long read(int key, long version) {
		return read(key, () -> version);
	}

	/**
	 * Invalidates the tag of a key.
	 * @param key which key
	 * @return whether nothing is left that this node has yet to apply
	 */
	@Override
	public boolean invalidate(int key) {
		this.numbers.changed(key);
		return store().isAvailable();
	}

	void invalidateAll() {
		this.numbers.allChanged();
	}

	void awaitAvailable() {
		Awaitility.await().until(store()::isAvailable);
	}

	/**
	 * Reads a version until it is served from the cache: a slow answer is a bypass.
	 */
	void cache(int key, long version) {
		Awaitility.await().until(() -> {
			long before = hits();
			return read(key, version) == version && hits() > before;
		});
	}

	void awaitHits(long count) {
		long goal = hits() + count;
		Awaitility.await().atMost(Duration.ofSeconds(120)).until(() -> hits() >= goal);
	}

	private long hits() {
		return this.cache.statistics().get(Event.HIT) + this.cache.statistics().get(Event.NEAR);
	}

	private RegionStore store() {
		return (RegionStore) this.cache.getNativeCache();
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Override
	public String toString() {
		return "%d hits, %d loads, %d bypasses".formatted(hits(), this.cache.statistics().get(Event.LOAD),
				this.cache.statistics().get(Event.BYPASS));
	}

	static class Numbers {

		@RegionCached(cacheNames = "numbers", key = "#key", tags = { "numbers", "number:#{#key}" })
		public long read(int key, LongSupplier origin) {
			return origin.getAsLong();
		}

		@Invalidates(tags = "number:#{#key}")
		public void changed(int key) {
		}

		@Invalidates(tags = "numbers")
		public void allChanged() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionAnnotationsAutoConfiguration.class })
	@Import(Numbers.class)
	static class Application {

	}

}
