package io.regioncache.benchmarks.near;

import java.util.concurrent.CompletableFuture;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import reactor.core.publisher.Mono;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * An application with a near cache of 10,000 entries.
 */
final class NearApplication implements AutoCloseable {

	private final ConfigurableApplicationContext context;

	private final Items items;

	private final RegionCache cache;

	NearApplication(int port) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.properties("spring.application.name=near", "regions.home=here", "regions.command-timeout=2s",
					"regions.connect-timeout=10s", "regions.endpoints.here.url=redis://127.0.0.1:" + port,
					"regions.caches.items.ttl=1h", "regions.caches.items.near.max-size=10000")
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(Items.class, Items::new))
			.run();
		this.items = this.context.getBean(Items.class);
		this.cache = this.context.getBean(RegionCacheManager.class).getCache("items");
	}

	Items items() {
		return this.items;
	}

	/**
	 * Return the item by the cache itself, without an annotation.
	 */
	Item get(long id) {
		try {
			return (Item) this.cache.get(CacheRequest.of(id, Item.class), () -> Item.of(id));
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * What is asked for, as an argument that has the key as a property.
	 *
	 * @param id the item's number
	 */
	record Wanted(long id) {

	}

	static class Items {

		@RegionCached(cacheNames = "items", key = "#id")
		public Item find(long id) {
			return Item.of(id);
		}

		@RegionCached(cacheNames = "items", key = "#wanted.id")
		public Item findWanted(Wanted wanted) {
			return Item.of(wanted.id());
		}

		@RegionCached("items")
		public Item findPriced(long id, String currency) {
			return Item.of(id);
		}

		@RegionCached(cacheNames = "items", key = "#id")
		public CompletableFuture<Item> findLater(long id) {
			return CompletableFuture.completedFuture(Item.of(id));
		}

		@RegionCached(cacheNames = "items", key = "#id")
		public Mono<Item> findReactive(long id) {
			return Mono.fromSupplier(() -> Item.of(id));
		}

		@RegionCached(cacheNames = "items", key = "#id", tags = { "items", "item:#{#id}" })
		public Item findTagged(long id) {
			return Item.of(id);
		}

		@Invalidates(tags = "#{#tag}")
		public void changed(String tag) {
		}

	}

}
