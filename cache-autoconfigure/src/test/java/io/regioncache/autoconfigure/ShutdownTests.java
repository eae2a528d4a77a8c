package io.regioncache.autoconfigure;

import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that use caches while they are destroyed.
 */
class ShutdownTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static final int ROUNDS = Integer.getInteger("regioncache.shutdowns", 3);

	@Test
	void whatABeanInvalidatesAtItsEndIsApplied() {
		for (int round = 0; round < ROUNDS; round++) {
			redis.admin().call("FLUSHALL");
			Journal journal = new Journal();
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class,
						RegionCacheAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class))
				.withBean(Journal.class, () -> journal)
				.withUserConfiguration(Application.class)
				.withPropertyValues("regions.endpoints.here.url=" + redis.server().url(), "regions.key-prefix=end",
						"regions.command-timeout=5s", "regions.connect-timeout=10s")
				.run((context) -> Awaitility.await().until(context.getBean(RegionStore.class)::isAvailable));
			assertThat(journal.answer.join()).isEqualTo("late");
			assertThat(marker()).as("round %d", round).isNotNull();
		}
	}

	private static String marker() {
		RedisClient client = RedisClient.create(redis.server().url());
		try (StatefulRedisConnection<String, String> connection = client.connect()) {
			return connection.sync().hget("{end}:m", "t:last");
		}
		finally {
			client.shutdown();
		}
	}

	static class Journal {

		CompletableFuture<String> answer = CompletableFuture.failedFuture(new IllegalStateException("never asked"));

	}

	@Configuration(proxyBeanMethods = false)
	static class Application {

		@Bean
		Shop shop() {
			return new Shop();
		}

		@Bean
		DisposableBean closing(Shop shop, Journal journal) {
			return () -> {
				journal.answer = shop.find();
				journal.answer.join();
				shop.invalidate();
			};
		}

	}

	static class Shop {

		@RegionCached(cacheNames = "shop", key = "'k'")
		public CompletableFuture<String> find() {
			return CompletableFuture.completedFuture("late");
		}

		@Invalidates(tags = "last")
		public void invalidate() {
		}

	}

}
