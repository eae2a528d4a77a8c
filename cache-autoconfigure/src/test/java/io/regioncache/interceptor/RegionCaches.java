package io.regioncache.interceptor;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * Gives each test the caches of one region, on the server of the extension beside it.
 */
final class RegionCaches implements BeforeEachCallback, AfterEachCallback {

	private final RedisExtension redis;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "region-cache");
		thread.setDaemon(true);
		return thread;
	});

	private RedisClient client;

	private RegionStore store;

	private RegionCacheManager manager;

	RegionCaches(RedisExtension redis) {
		this.redis = redis;
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.client = RedisClient.create(RedisURI.create(this.redis.server().url()));
		this.client.setOptions(ClientOptions.builder()
			.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(1)).build())
			.build());
		this.store = new RegionStore("here", () -> this.client, "test", "",
				new ConnectionSettings(Duration.ofSeconds(2), Duration.ofSeconds(10)));
		this.store.start();
		this.manager = RegionCacheManager.builder("here", this.store).executor(this.executor).build();
		Awaitility.await().until(this.store::isAvailable);
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.store.close();
		this.client.shutdown();
	}

	RegionCacheManager manager() {
		return this.manager;
	}

	/**
	 * Returns a runner whose contexts use these caches.
	 */
	ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withBean(RegionCacheManager.class, this::manager, (definition) -> definition.setDestroyMethodName(null))
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class));
	}

}
