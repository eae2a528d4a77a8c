package io.regioncache.transaction;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.regioncache.cache.invalidation.RegionsBehindException;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;
import org.springframework.cache.annotation.CachingConfigurer;
import org.springframework.cache.interceptor.CacheErrorHandler;
import org.springframework.cache.interceptor.SimpleCacheErrorHandler;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What whoever has committed is told of what failed afterwards: here, that another region
 * has not followed in time.
 */
@ExtendWith(OutputCaptureExtension.class)
class CommitFailureTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	static final RedisExtension nobodyPulls = RedisExtension.own();

	@Test
	void isLoggedAndKeptFromTheCaller(CapturedOutput output) {
		runner().run((context) -> {
			Store store = Store.of(context, redis);
			store.read(Way.CACHEABLE, 1);
			store.read(Way.REGION_CACHED, 2);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Stool");
				store.shop().evict(1);
				store.shop().rename(2, "Desk");
			});
			assertThat(output)
				.contains("Invalidating a key of cache 'cacheable' failed after the commit of a transaction"
						+ ": Not applied within 200 ms in [there]");
			assertThat(output).contains("An invalidation failed after the commit of a transaction: Not applied");
			assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
			assertThat(store.read(Way.REGION_CACHED, 2)).isEqualTo("Desk");
		});
	}

	@Test
	void isHandledAsTheApplicationWishes(CapturedOutput output) {
		runner().withUserConfiguration(Handling.class).run((context) -> {
			Store store = Store.of(context, redis);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().evict(1);
				store.shop().cachePut(2);
				store.shop().clear();
			});
			assertThat(context.getBean(Handling.class).handled).containsExactly("evict cacheable 1",
					"put cachePut 2 Table", "clear cacheable");
			assertThat(output).doesNotContain("after the commit of a transaction");
		});
	}

	@Test
	void reachesTheCallerOnceAllElseIsDoneIfTheHandlerThrowsIt() {
		runner().withUserConfiguration(Throwing.class).run((context) -> {
			Store store = Store.of(context, redis);
			store.read(Way.CACHEABLE, 1);
			store.read(Way.CACHEABLE, 2);
			assertThatExceptionOfType(RegionsBehindException.class)
				.isThrownBy(() -> store.transaction().executeWithoutResult((status) -> {
					store.shop().write(1, "Stool");
					store.shop().write(2, "Desk");
					store.shop().evict(1);
					store.shop().evict(2);
				}));
			assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
			assertThat(store.read(Way.CACHEABLE, 2)).isEqualTo("Desk");
		});
	}

	private static ApplicationContextRunner runner() {
		return Store.runner(redis)
			.withPropertyValues("regions.home=here", "regions.endpoints.there.url=" + nobodyPulls.server().url(),
					"regions.cache-defaults.write=all-regions", "regions.cache-defaults.write-timeout=200ms");
	}

	@Configuration(proxyBeanMethods = false)
	static class Handling implements CachingConfigurer {

		final List<String> handled = new CopyOnWriteArrayList<>();

		@Override
		public CacheErrorHandler errorHandler() {
			return new SimpleCacheErrorHandler() {

				@Override
				public void handleCachePutError(RuntimeException exception, Cache cache, Object key,
						@Nullable Object value) {
					Handling.this.handled.add("put " + cache.getName() + " " + key + " " + value);
				}

				@Override
				public void handleCacheEvictError(RuntimeException exception, Cache cache, Object key) {
					Handling.this.handled.add("evict " + cache.getName() + " " + key);
				}

				@Override
				public void handleCacheClearError(RuntimeException exception, Cache cache) {
					Handling.this.handled.add("clear " + cache.getName());
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Throwing implements CachingConfigurer {

		@Override
		public CacheErrorHandler errorHandler() {
			return new SimpleCacheErrorHandler();
		}

	}

}
