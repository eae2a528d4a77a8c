package io.regioncache.benchmarks.contender;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.Keys;
import io.regioncache.annotation.RegionCached;
import io.regioncache.benchmarks.Product;

import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Region Cache as an application has it: the starter, one region, and an annotated method
 * with two tags, whose every hit is validated.
 */
public final class RegionCacheApplication implements InvalidatingContender {

	/** The prefix of the keys in Redis. */
	public static final String NAME = "benchmarks";

	private final ConfigurableApplicationContext context;

	private final Products products;

	/**
	 * Start the application.
	 * @param port the server's port on loopback
	 * @param origin what a miss asks
	 */
	public RegionCacheApplication(int port, LongFunction<Product> origin) {
		this(Map.of("regions.home", "here", "regions.endpoints.here.url", "redis://127.0.0.1:" + port), origin);
	}

	/**
	 * Start the application with regions of its own.
	 * @param regions the properties that say where they are, and how they are used
	 * @param origin what a miss asks
	 */
	public RegionCacheApplication(Map<String, String> regions, LongFunction<Product> origin) {
		this.context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			// The others wait for a minute: whoever gives up on a slow moment skips it
			.properties("spring.application.name=" + NAME, "regions.command-timeout=2s", "regions.connect-timeout=10s",
					"regions.caches.products.ttl=1h")
			.properties(new HashMap<>(regions))
			.initializers((context) -> ((GenericApplicationContext) context).registerBean(Products.class,
					() -> new Products(origin)))
			.run();
		this.products = this.context.getBean(Products.class);
	}

	@Override
	public Product find(long id) {
		return this.products.find(id);
	}

	/**
	 * Find many products at once.
	 * @param ids their numbers
	 * @return the products by number
	 */
	public Map<Long, Product> findAll(Collection<Long> ids) {
		return this.products.findAll(ids);
	}

	/**
	 * Invalidate whatever carries a tag, by calling an annotated method.
	 * @param tag the tag
	 */
	public void invalidate(String tag) {
		this.products.changed(tag);
	}

	@Override
	public void invalidateAll() {
		invalidate("products");
	}

	@Override
	public void close() {
		this.context.close();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	static class Products {

		private final LongFunction<Product> origin;

		Products(LongFunction<Product> origin) {
			this.origin = origin;
		}

		@RegionCached(cacheNames = "products", key = "#id", tags = { "products", "product:#{#id}" })
		public Product find(long id) {
			return this.origin.apply(id);
		}

		@RegionCached(cacheNames = "products", tags = { "products", "product:#{#key}" })
		public Map<Long, Product> findAll(@Keys Collection<Long> ids) {
			Map<Long, Product> found = new HashMap<>();
			ids.forEach((id) -> found.put(id, this.origin.apply(id)));
			return found;
		}

		@Invalidates(tags = "#{#tag}")
		public void changed(String tag) {
		}

	}

}
