package io.regioncache.sample;

import java.util.List;

import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.WriteBehind;
import io.regioncache.warming.CacheWarmer;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Change;

import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * What the shop does without and the page and the dashboard show: a warmer, and carts
 * that are written behind. {@link #ARGUMENTS} add it to the shop, with an auditor and a
 * bound on staleness.
 */
@TestConfiguration(proxyBeanMethods = false)
class WholeShop {

	static final List<String> ARGUMENTS = List.of("--spring.main.sources=" + WholeShop.class.getName(),
			"--shop.delays.query=1ms", "--regions.audit.enabled=true", "--regions.audit.rate=10",
			"--regions.caches.products.max-staleness=2s");

	@Bean
	CacheWarmer<Long> bestSellers(Shop shop) {
		return CacheWarmer.of("listings", () -> List.of(1L, 2L), shop::inCategory);
	}

	@Bean
	Carts carts() {
		return new Carts();
	}

	@Bean
	CartWriter cartWriter() {
		return new CartWriter();
	}

	static class Carts {

		@RegionPut(cacheNames = "carts", key = "#id")
		@WriteBehind(cache = "carts", maxDelay = "100ms")
		public String save(String id, String content) {
			return content;
		}

	}

	static final class CartWriter implements BatchWriter<String, String> {

		@Override
		public String cache() {
			return "carts";
		}

		@Override
		public void write(List<Change<String, String>> changes) {
			// What becomes of the carts does not matter here
		}

	}

}
