package io.regioncache.interceptor;

import java.util.function.Consumer;

import io.regioncache.annotation.Consistency;
import io.regioncache.annotation.RegionCached;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring's own annotations, reads, and the annotation's attribute do with a token.
 */
class CallerTokenTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void springsOwnAnnotationsWriteAsWell() {
		writes((shop) -> shop.evict(1));
		writes((shop) -> shop.springPut(1));
	}

	@Test
	void aReadLeavesNone() {
		run((shop) -> {
			ConsistencyContext caller = new ConsistencyContext();
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				shop.find(1);
				shop.find(1);
			}
			assertThat(caller.token().isEmpty()).isTrue();
			assertThat(caller.isToBeSent()).isFalse();
		});
	}

	@Test
	void aMethodSaysHowFreshItsAnswersAre() {
		EntrySpec strong = new TestSpecs().read(Shop.class, "strong").cached();
		EntrySpec plain = new TestSpecs().read(Shop.class, "find").cached();
		assertThat(strong).extracting((spec) -> spec.like().demand().consistency()).isEqualTo(Consistency.STRONG);
		assertThat(plain).extracting((spec) -> spec.like().demand().consistency()).isNull();
	}

	private void writes(Consumer<Shop> write) {
		run((shop) -> {
			ConsistencyContext caller = new ConsistencyContext();
			try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
				write.accept(shop);
			}
			assertThat(caller.token().positions()).singleElement()
				.satisfies((written) -> assertThat(written.region()).isEqualTo("here"));
			assertThat(caller.isToBeSent()).isTrue();
		});
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner()
			.withUserConfiguration(Configured.class)
			.run((context) -> test.accept(context.getBean(Shop.class)));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class Configured {

		@Bean
		Shop shop() {
			return new Shop();
		}

	}

	static class Shop {

		@RegionCached(cacheNames = "items", key = "#id")
		public String find(long id) {
			return "item " + id;
		}

		@RegionCached(cacheNames = "items", key = "#id", consistency = Consistency.STRONG)
		public String strong(long id) {
			return "item " + id;
		}

		@CacheEvict(cacheNames = "items", key = "#id")
		public void evict(long id) {
		}

		@CachePut(cacheNames = "items", key = "#id")
		public String springPut(long id) {
			return "item " + id;
		}

	}

}
