package io.regioncache.transaction;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.NearMode;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A shop with a database and a region, as a whole application has them.
 *
 * @param context the application
 * @param shop its service
 * @param caches its caches
 * @param redis the server of the region
 */
record Store(ApplicationContext context, Shop shop, RegionCacheManager caches, RedisExtension redis) {

	static void open(RedisExtension redis, Consumer<Store> test) {
		runner(redis).run((context) -> test.accept(of(context, redis)));
	}

	static Store of(ApplicationContext context, RedisExtension redis) {
		// What begins before the region was heard of stores nothing.
		Awaitility.await().until(context.getBean(RegionStore.class)::isAvailable);
		return new Store(context, context.getBean(Shop.class), context.getBean(RegionCacheManager.class), redis);
	}

	static ApplicationContextRunner runner(RedisExtension redis) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionAnnotationsAutoConfiguration.class, RegionTransactionsAutoConfiguration.class,
					DataSourceAutoConfiguration.class, DataSourceTransactionManagerAutoConfiguration.class,
					TransactionAutoConfiguration.class))
			.withUserConfiguration(Application.class)
			.withPropertyValues("spring.datasource.generate-unique-name=true",
					"regions.endpoints.here.url=" + redis.server().url(), "regions.command-timeout=2s",
					"regions.connect-timeout=10s", NearMode.property());
	}

	String read(Way way, long id) {
		return way.read(this.shop, this.caches, id);
	}

	/**
	 * What a caller is told that is in no transaction.
	 */
	String readElsewhere(Way way, long id) {
		return elsewhere(() -> read(way, id));
	}

	<T> T elsewhere(Supplier<T> call) {
		return start(call).join();
	}

	/**
	 * On a thread of its own: on a machine of two processors, the common pool of JDK 25
	 * has one.
	 */
	<T> CompletableFuture<T> start(Supplier<T> call) {
		return CompletableFuture.supplyAsync(call, (task) -> new Thread(task, "elsewhere").start());
	}

	TransactionTemplate transaction() {
		return new TransactionTemplate(this.context.getBean(PlatformTransactionManager.class));
	}

	TransactionTemplate newTransaction() {
		TransactionTemplate transaction = transaction();
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		return transaction;
	}

	TransactionTemplate nestedTransaction() {
		TransactionTemplate transaction = transaction();
		transaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
		return transaction;
	}

	TransactionTemplate readOnlyTransaction() {
		TransactionTemplate transaction = transaction();
		transaction.setReadOnly(true);
		return transaction;
	}

	/**
	 * A transaction that sees the database as it was at its first read.
	 */
	TransactionTemplate snapshot(boolean readOnly) {
		TransactionTemplate transaction = transaction();
		transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
		transaction.setReadOnly(readOnly);
		return transaction;
	}

	/**
	 * Whether some entry in Redis contains a text, whoever may read it.
	 */
	boolean holds(String text) {
		try (RedisClient client = RedisClient.create(this.redis.server().url());
				StatefulRedisConnection<String, String> connection = client.connect()) {
			return connection.sync()
				.keys("*:e:*")
				.stream()
				.map((key) -> connection.sync().get(key))
				.anyMatch((entry) -> entry != null && entry.contains(text));
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(proxyTargetClass = true)
	@Import(Shop.class)
	static class Application {

	}

}
