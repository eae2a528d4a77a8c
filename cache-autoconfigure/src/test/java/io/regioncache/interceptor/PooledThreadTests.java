package io.regioncache.interceptor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerScope;
import io.regioncache.caller.LoadWatch;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the threads know on which bodies run that are not those of their callers.
 */
class PooledThreadTests {

	private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void aBodyInheritsNothingOfTheThreadThatHasItsOwnThreadCreated() {
		this.caches.runner().withBean(Shop.class).run((context) -> {
			// The lease is known to be missing at once, so this thread goes on
			redis.server().kill();
			Awaitility.await().until(() -> this.caches.manager().observed() == null);
			USER.set("ann");
			try {
				assertThat(context.getBean(Shop.class).user().get(30, TimeUnit.SECONDS)).isEqualTo("null");
			}
			finally {
				USER.remove();
			}
		});
	}

	@Test
	void aLoadThatCannotBeWatchedLeavesNothingOfItsCaller() {
		LoadWatch broken = new LoadWatch(List.of(PooledThreadTests::sensor), (warning) -> {
		});
		this.caches.runner()
			.withBean(LoadWatch.class, () -> broken)
			.withBean(CallerAttribute.class, BoundTenant::new)
			.withBean(Shop.class)
			.run((context) -> {
				Shop shop = context.getBean(Shop.class);
				for (int i = 0; i < 20; i++) {
					int id = i;
					assertThatThrownBy(() -> Tenants.as("acme", () -> shop.load(id)).get(30, TimeUnit.SECONDS))
						.hasRootCauseMessage("No sensor");
					assertThat(shop.tenant(id).get(30, TimeUnit.SECONDS)).isEqualTo("null");
				}
			});
	}

	private static CallerScope sensor() {
		if (Tenants.current() != null) {
			throw new IllegalStateException("No sensor");
		}
		return CallerScope.NONE;
	}

	static class Shop {

		@RegionPut(cacheNames = "users", key = "'k'")
		public CompletableFuture<String> user() {
			return CompletableFuture.completedFuture(String.valueOf(USER.get()));
		}

		@RegionCached(cacheNames = "loads", key = "#id", vary = Vary.TENANT)
		public CompletableFuture<String> load(int id) {
			return CompletableFuture.completedFuture("loaded");
		}

		@RegionCached(cacheNames = "tenants", key = "#id")
		public CompletableFuture<String> tenant(int id) {
			return CompletableFuture.completedFuture(String.valueOf(Tenants.current()));
		}

	}

	private static final class BoundTenant implements CallerAttribute {

		@Override
		public String name() {
			return Vary.TENANT;
		}

		@Override
		public Object value() {
			return Tenants.current();
		}

		@Override
		public CallerScope bind(Object value) {
			String former = Tenants.current();
			Tenants.set((String) value);
			return () -> Tenants.set(former);
		}

	}

}
