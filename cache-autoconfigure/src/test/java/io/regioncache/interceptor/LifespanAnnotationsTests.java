package io.regioncache.interceptor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.regioncache.annotation.Keys;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * How long annotated methods have their results cached, and served where they fail.
 */
@ExtendWith(OutputCaptureExtension.class)
class LifespanAnnotationsTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono", "bulk" })
	void theResultSaysHowLongItIsCached(String style) {
		run((shop) -> {
			shop.expiresIn(Duration.ofHours(1));
			assertThat(read(shop, style)).isEqualTo(read(shop, style));
			assertThat(shop.loads()).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono", "bulk" })
	void aResultThatIsOverIsNotCached(String style) {
		run((shop) -> {
			shop.expiresIn(Duration.ZERO);
			read(shop, style);
			shop.expiresIn(Duration.ofSeconds(-1));
			read(shop, style);
			read(shop, style);
			assertThat(shop.loads()).isEqualTo(3);
		});
	}

	@Test
	void aPutIsCachedForAsLongAsItsResultSays() {
		run((shop) -> {
			shop.expiresIn(Duration.ofHours(1));
			Token put = shop.put(1);
			assertThat(shop.blocking(1)).isEqualTo(put);
			shop.expiresIn(Duration.ZERO);
			shop.put(1);
			assertThat(shop.blocking(1)).isNotEqualTo(put);
		});
	}

	@Test
	void whatIsNoDurationIsNotCachedAndSaysWhy(CapturedOutput output) {
		run((shop) -> {
			assertThat(shop.wrong(1)).isNotEqualTo(shop.wrong(1));
			assertThat(this.caches.manager().getCache("wrong").statistics().get(Event.REFUSED_VALUE)).isEqualTo(2);
			assertThat(output).contains("A value of cache 'wrong' is not stored: @RegionCached on "
					+ Shop.class.getName() + ".wrong: ttl = \"#{#result.owner}\" yields \"me\", which is no duration");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono", "bulk" })
	void anExpiredResultIsServedWhereTheMethodFails(String style) {
		run((shop) -> {
			shop.expiresIn(Duration.ofMillis(20));
			Token old = read(shop, style);
			Awaitility.await().until(() -> old.ends().isBefore(Instant.now().minusMillis(50)));
			shop.fail();
			for (int i = 0; i < 5; i++) {
				assertThat(read(shop, style)).isEqualTo(old);
			}
			assertThat(shop.loads()).isEqualTo(2);
			this.caches.manager().getCache("tokens").evict(1L);
			assertThatExceptionOfType(Exception.class).isThrownBy(() -> read(shop, style))
				.withStackTraceContaining("origin down");
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "blocking", "future", "mono", "bulk" })
	void aResultWhoseTimeIsOverIsServedWhileItIsLoadedAnew(String style) {
		run((shop) -> {
			shop.expiresIn(Duration.ofMillis(20));
			Token old = renewed(shop, style);
			Awaitility.await().until(() -> old.ends().isBefore(Instant.now().minusMillis(50)));
			shop.expiresIn(Duration.ofHours(1));
			assertThat(renewed(shop, style)).isEqualTo(old);
			Awaitility.await().untilAsserted(() -> assertThat(renewed(shop, style).number()).isEqualTo(2));
			assertThat(renewed(shop, style)).isEqualTo(renewed(shop, style));
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	private static Token renewed(Shop shop, String style) {
		return switch (style) {
			case "blocking" -> shop.renewedBlocking(1);
			case "future" -> shop.renewedFuture(1).join();
			case "mono" -> shop.renewedMono(1).block();
			default -> shop.renewedBulk(List.of(1L)).get(1L);
		};
	}

	private static Token read(Shop shop, String style) {
		return switch (style) {
			case "blocking" -> shop.blocking(1);
			case "future" -> shop.future(1).join();
			case "mono" -> shop.mono(1).block();
			default -> shop.bulk(List.of(1L)).get(1L);
		};
	}

	private void run(Consumer<Shop> test) {
		this.caches.runner().withBean(Shop.class).run((context) -> test.accept(context.getBean(Shop.class)));
	}

	public record Token(int number, @Nullable Duration expiresIn, Instant ends, String owner) {
	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		private volatile @Nullable Duration expiresIn;

		private volatile boolean failing;

		int loads() {
			return this.loads.get();
		}

		void expiresIn(Duration expiresIn) {
			this.expiresIn = expiresIn;
		}

		void fail() {
			this.failing = true;
		}

		@RegionCached(cacheNames = "tokens", key = "#id", ttl = "#{#result.expiresIn}", staleIfError = "1h")
		public Token blocking(long id) {
			return load();
		}

		@RegionCached(cacheNames = "tokens", key = "#id", ttl = "#{#result.expiresIn}", staleIfError = "1h")
		public CompletableFuture<Token> future(long id) {
			return CompletableFuture.supplyAsync(this::load);
		}

		@RegionCached(cacheNames = "tokens", key = "#id", ttl = "#{#result.expiresIn}", staleIfError = "1h")
		public Mono<Token> mono(long id) {
			return Mono.fromCallable(this::load);
		}

		@RegionCached(cacheNames = "tokens", ttl = "#{#result.expiresIn}", staleIfError = "1h")
		public Map<Long, Token> bulk(@Keys Collection<Long> ids) {
			return ids.stream().collect(Collectors.toMap((id) -> id, (id) -> load()));
		}

		@RegionCached(cacheNames = "renewed", key = "#id", ttl = "#{#result.expiresIn}", staleWhileRevalidate = "1h")
		public Token renewedBlocking(long id) {
			return load();
		}

		@RegionCached(cacheNames = "renewed", key = "#id", ttl = "#{#result.expiresIn}", staleWhileRevalidate = "1h")
		public CompletableFuture<Token> renewedFuture(long id) {
			return CompletableFuture.supplyAsync(this::load);
		}

		@RegionCached(cacheNames = "renewed", key = "#id", ttl = "#{#result.expiresIn}", staleWhileRevalidate = "1h")
		public Mono<Token> renewedMono(long id) {
			return Mono.fromCallable(this::load);
		}

		@RegionCached(cacheNames = "renewed", ttl = "#{#result.expiresIn}", staleWhileRevalidate = "1h")
		public Map<Long, Token> renewedBulk(@Keys Collection<Long> ids) {
			return ids.stream().collect(Collectors.toMap((id) -> id, (id) -> load()));
		}

		@RegionPut(cacheNames = "tokens", key = "#id", ttl = "#{#result.expiresIn}")
		public Token put(long id) {
			return load();
		}

		@RegionCached(cacheNames = "wrong", key = "#id", ttl = "#{#result.owner}")
		public Token wrong(long id) {
			return load();
		}

		private Token load() {
			int number = this.loads.incrementAndGet();
			if (this.failing) {
				throw new UncheckedIOException(new IOException("origin down"));
			}
			Duration expiresIn = this.expiresIn;
			return new Token(number, expiresIn, Instant.now().plus((expiresIn != null) ? expiresIn : Duration.ZERO),
					"me");
		}

	}

}
