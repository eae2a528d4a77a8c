package io.regioncache.autoconfigure.writebehind;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.actuate.WriteBehindEndpoint;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.WriteBehind;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.transaction.RegionTransactionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.behind.JsonChanges;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.metrics.RegionWriteBehindMetrics;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Change;
import io.regioncache.writebehind.WriteBehindException;
import io.regioncache.writebehind.WriteBehindSettings;
import io.regioncache.writebehind.WriteBehinds;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

import static io.regioncache.testkit.Patience.await;
import static io.regioncache.testkit.StartFailures.analyze;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link RegionWriteBehindAutoConfiguration}.
 */
class RegionWriteBehindAutoConfigurationTests {

	private static final Map<String, Change<String, Cart>> database = new ConcurrentHashMap<>();

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, DataRedisAutoConfiguration.class,
				RegionCacheAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class,
				RegionTransactionsAutoConfiguration.class, RegionWriteBehindAutoConfiguration.class))
		.withPropertyValues("regions.command-timeout=5s", "regions.connect-timeout=5s");

	private ApplicationContextRunner connected() {
		return this.contextRunner.withUserConfiguration(Carts.class, CartWriter.class)
			.withPropertyValues("regions.endpoints.here.url=" + redis.server().url());
	}

	@Test
	void whatAMethodReturnsIsReadAtOnceAndWrittenUntilTheApplicationHasStopped() {
		database.clear();
		connected().run((context) -> {
			Carts carts = context.getBean(Carts.class);
			await(context.getBean(RegionStore.class)::isAvailable);
			carts.save(new Cart("a", List.of("tea")));
			carts.saveAsync(new Cart("b", List.of("milk"))).join();
			context.getBean(RegionCacheManager.class).getCache("carts").clear();
			assertThat(carts.find("a")).isEqualTo(new Cart("a", List.of("tea")));
			assertThat(carts.find("b")).isEqualTo(new Cart("b", List.of("milk")));
			assertThat(carts.find("c")).isEqualTo(new Cart("c", List.of("from the database")));
			assertThat(database).isEmpty();
		});
		assertThat(database).containsOnlyKeys("a", "b");
		assertThat(database.get("a").value()).isEqualTo(new Cart("a", List.of("tea")));
	}

	@Test
	void aDeadRedisIsWrittenThrough() {
		database.clear();
		deadRedis().run((context) -> {
			Carts carts = context.getBean(Carts.class);
			assertThat(carts.save(new Cart("a", List.of("tea")))).isNotNull();
			assertThat(database).containsOnlyKeys("a");
			assertThat(carts.find("a")).isEqualTo(new Cart("a", List.of("from the database")));
		});
	}

	@Test
	void aDeadRedisRejectsWhereThatIsConfigured() {
		database.clear();
		deadRedis().withPropertyValues("regions.write-behind.carts.when-redis-is-down=reject").run((context) -> {
			assertThatExceptionOfType(WriteBehindException.class)
				.isThrownBy(() -> context.getBean(Carts.class).save(new Cart("a", List.of("tea"))))
				.withMessageContaining("A change of cache 'carts' was not confirmed by Redis of region here");
			assertThat(database).isEmpty();
		});
	}

	private ApplicationContextRunner deadRedis() {
		return this.contextRunner.withUserConfiguration(Carts.class, CartWriter.class)
			.withPropertyValues("regions.endpoints.here.url=redis://127.0.0.1:1", "regions.connect-timeout=100ms",
					"regions.command-timeout=100ms");
	}

	@Test
	void aMethodWhoseCacheHasNoWriterStopsTheStart() {
		withoutRedis(Carts.class).run((context) -> assertThat(analyze(context)).satisfies((failure) -> {
			assertThat(failure.getDescription())
				.contains("@WriteBehind on RegionWriteBehindAutoConfigurationTests.Carts.save")
				.contains("cache 'carts' has no BatchWriter, so its changes cannot be written");
			assertThat(failure.getAction()).contains("Declare a BatchWriter bean whose cache() is \"carts\"");
		}));
	}

	private ApplicationContextRunner withoutRedis(Class<?>... sources) {
		return this.contextRunner.withUserConfiguration(sources)
			.withPropertyValues("regions.endpoints.here.url=redis://127.0.0.1:1", "regions.connect-timeout=100ms");
	}

	@Test
	void nothingIsThereWithoutAWriterAndTheMethodIsNotCalled() {
		withoutRedis(Carts.class)
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				assertThat(context).doesNotHaveBean(WriteBehinds.class).doesNotHaveBean(WriteBehindEndpoint.class);
				assertThatIllegalStateException()
					.isThrownBy(() -> context.getBean(Carts.class).save(new Cart("a", List.of())))
					.withMessageContaining("Cache 'carts' has no BatchWriter")
					.withMessageContaining("Declare a BatchWriter bean whose cache() is \"carts\"");
			});
	}

	@Test
	void aValueOfAnotherTypeIsRefused() {
		deadRedis().run((context) -> assertThatIllegalArgumentException()
			.isThrownBy(() -> context.getBean(Carts.class).saveName("a"))
			.withMessageContaining(
					"writes values of " + Cart.class.getName() + ", and was given one of java.lang.String"));
	}

	@Test
	void settingsThatNoWriterHasStopTheStart() {
		deadRedis().withPropertyValues("regions.write-behind.cards.capacity=10")
			.run((context) -> assertThat(analyze(context)).satisfies((failure) -> {
				assertThat(failure.getDescription()).contains("settings for [cards], which no BatchWriter writes");
				assertThat(failure.getAction()).contains("[carts]");
			}));
	}

	@Test
	void aSerializerOtherThanJsonStopsTheStart() {
		for (String property : java.util.List.of("regions.caches.carts.serializer",
				"regions.cache-defaults.serializer")) {
			deadRedis().withPropertyValues(property + "=smile")
				.run((context) -> assertThat(analyze(context)).satisfies((failure) -> {
					assertThat(failure.getDescription()).contains("cache 'carts' are written behind as JSON",
							"'smile'");
					assertThat(failure.getAction()).contains("'regions.caches.carts.serializer' to 'json'");
				}));
		}
	}

	@Test
	void badSettingsStopTheStart() {
		deadRedis().withPropertyValues("regions.write-behind.carts.capacity=0")
			.run((context) -> assertThat(analyze(context)).satisfies((failure) -> {
				assertThat(failure.getDescription()).contains("'capacity' must be positive");
				assertThat(failure.getAction()).contains("regions.write-behind.carts");
			}));
	}

	@Test
	void twoWritersOfACacheStopTheStart() {
		deadRedis().withBean("another", CartWriter.class)
			.run((context) -> assertThat(analyze(context).getDescription())
				.contains("Two BatchWriter beans write the cache 'carts'"));
	}

	@Test
	void aWriterWithoutTypesStopsTheStart() {
		this.contextRunner.withBean(UntypedWriter.class)
			.withPropertyValues("regions.endpoints.here.url=redis://127.0.0.1:1", "regions.connect-timeout=100ms")
			.run((context) -> assertThat(analyze(context)).satisfies((failure) -> {
				assertThat(failure.getDescription()).contains("does not tell the types of its keys and values");
				assertThat(failure.getAction()).contains("implements BatchWriter<String, Cart>");
			}));
	}

	@Test
	void metersNeedMicrometer() {
		deadRedis().run((context) -> assertThat(context).hasSingleBean(RegionWriteBehindMetrics.class));
		this.contextRunner.withBean(CartWriter.class)
			.withPropertyValues("regions.endpoints.here.url=redis://127.0.0.1:1", "regions.connect-timeout=100ms")
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RegionWriteBehindMetrics.class));
	}

	@Test
	void backsOffWhereTheApplicationHasItsOwn() {
		withoutRedis(OwnBehinds.class)
			.run((context) -> assertThat(context).hasSingleBean(WriteBehinds.class).hasBean("ownBehinds"));
	}

	record Cart(String id, List<String> items) {

	}

	static class Carts {

		@RegionPut(cacheNames = "carts", key = "#cart.id")
		@WriteBehind(maxDelay = "10m")
		Cart save(Cart cart) {
			return cart;
		}

		@RegionPut(cacheNames = "carts", key = "#cart.id")
		@WriteBehind(cache = "carts", maxDelay = "10m")
		CompletableFuture<Cart> saveAsync(Cart cart) {
			return CompletableFuture.completedFuture(cart);
		}

		@RegionPut(cacheNames = "carts", key = "#name")
		@WriteBehind
		String saveName(String name) {
			return name;
		}

		@RegionCached(cacheNames = "carts", key = "#id")
		Cart find(String id) {
			return new Cart(id, List.of("from the database"));
		}

	}

	static class CartWriter implements BatchWriter<String, Cart> {

		@Override
		public String cache() {
			return "carts";
		}

		@Override
		public void write(List<Change<String, Cart>> changes) {
			changes.forEach((change) -> database.merge(change.key(), change,
					(one, other) -> (one.sequence() < other.sequence()) ? other : one));
		}

	}

	static class UntypedWriter<K, V> implements BatchWriter<K, V> {

		@Override
		public String cache() {
			return "carts";
		}

		@Override
		public void write(List<Change<K, V>> changes) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	@Import(CartWriter.class)
	static class OwnBehinds {

		@Bean
		WriteBehinds ownBehinds(RegionStore store) {
			return new WriteBehinds(store, List::of, (name) -> WriteBehindSettings.DEFAULTS,
					new JsonChanges(new ValueCodec()));
		}

	}

}
