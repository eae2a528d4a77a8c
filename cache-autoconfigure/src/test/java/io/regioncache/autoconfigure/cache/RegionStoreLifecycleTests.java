package io.regioncache.autoconfigure.cache;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RegionStoreLifecycle}.
 */
class RegionStoreLifecycleTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class));

	@Test
	void connectsWhenTheApplicationStartsAndNotWhileItsBeansAreCreated() throws IOException {
		try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			AtomicReference<Exception> early = new AtomicReference<>();
			this.contextRunner
				.withPropertyValues("regions.endpoints.a.url=redis://127.0.0.1:" + server.getLocalPort(),
						"regions.connect-timeout=50ms")
				.withBean(SmartInitializingSingleton.class, () -> () -> early.set(accept(server, 200)))
				.run((context) -> {
					assertThat(context).hasSingleBean(RegionStore.class);
					assertThat(early.get()).as("while beans are created").isInstanceOf(SocketTimeoutException.class);
					assertThat(accept(server, 60_000)).as("afterwards").isNull();
				});
		}
	}

	@Test
	void aBeanThatReadsACacheWhileItIsCreatedIsConnectedThen() {
		this.contextRunner
			.withPropertyValues("regions.endpoints.a.url=" + redis.server().url(), "regions.connect-timeout=30s",
					"regions.command-timeout=30s", "regions.key-prefix=early")
			.withBean(EarlyReader.class)
			.run((context) -> assertThat(context.getBean(EarlyReader.class).loads()).isEqualTo(1));
	}

	private static Exception accept(ServerSocket server, int millis) {
		try {
			server.setSoTimeout(millis);
			server.accept().close();
			return null;
		}
		catch (IOException ex) {
			return ex;
		}
	}

	static final class EarlyReader implements SmartInitializingSingleton {

		private final AtomicInteger loads = new AtomicInteger();

		private final RegionCacheManager caches;

		EarlyReader(RegionCacheManager caches) {
			this.caches = caches;
		}

		int loads() {
			return this.loads.get();
		}

		@Override
		public void afterSingletonsInstantiated() {
			RegionCache cache = this.caches.getCache("early");
			cache.clear();
			cache.get("a", this.loads::incrementAndGet);
			cache.get("a", this.loads::incrementAndGet);
		}

	}

}
