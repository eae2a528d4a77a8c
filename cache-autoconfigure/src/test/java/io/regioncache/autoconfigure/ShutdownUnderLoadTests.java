package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.interceptor.RegionAnnotationsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.autoconfigure.replication.RegionReplicationAutoConfiguration;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications that end while their caches are in use: by a bean with threads of its own,
 * which waits for them when it is destroyed, and by threads that nobody waits for.
 */
@ExtendWith(OutputCaptureExtension.class)
class ShutdownUnderLoadTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private static final int ROUNDS = Integer.getInteger("regioncache.shutdowns", 3);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final Record record = new Record();

	@Test
	void losesNothingAndTroublesNobody(CapturedOutput output) {
		for (int round = 0; round < ROUNDS; round++) {
			redis.admin().flushAll();
			this.record.invalidated.clear();
			List<User> strays = new ArrayList<>();
			AtomicLong closing = new AtomicLong();
			runner().run((context) -> {
				Awaitility.await().atMost(PATIENCE).until(context.getBean(RegionStore.class)::isAvailable);
				Shop shop = context.getBean(Shop.class);
				RegionCacheManager manager = context.getBean(RegionCacheManager.class);
				for (int i = 0; i < 2; i++) {
					strays.add(new User(shop, this.record,
							(tag) -> manager.invalidate(Invalidation.ofTags(tag)) == InvalidationOutcome.APPLIED));
				}
				context.getBean(Workers.class).start();
				strays.forEach(User::awaitMore);
				closing.set(System.nanoTime());
			});
			long took = System.nanoTime() - closing.get();
			this.record.longest.accumulateAndGet(TimeUnit.NANOSECONDS.toMillis(took), Math::max);
			int end = output.length();
			strays.forEach(User::awaitMore);
			strays.forEach(User::end);
			assertThat(this.record.failures).as("round %d", round).isEmpty();
			assertThat(missing()).as("round %d", round).isEmpty();
			List<String> after = output.toString().substring(end).lines().toList();
			assertThat(after).as("round %d, after the end", round)
				.filteredOn(
						(line) -> !line.contains("ending: an invalidation was asked for after the cache was closed"))
				.noneMatch(
						(line) -> line.contains("ending") || line.contains("io.netty") || line.contains("io.lettuce"));
			assertThat(after).as("round %d, after the end", round).hasSizeLessThan(2);
		}
		System.out.printf("%d shutdowns, %d calls, %d invalidations applied, the longest shutdown took %d ms%n", ROUNDS,
				this.record.calls.get(), this.record.applied.get(), this.record.longest.get());
	}

	private Collection<String> missing() {
		this.record.applied.addAndGet(this.record.invalidated.size());
		return this.record.invalidated.stream()
			.filter((tag) -> redis.admin().number("HEXISTS", "{end}:m", "t:" + tag) == 0)
			.toList();
	}

	private ApplicationContextRunner runner() {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
					RegionReplicationAutoConfiguration.class, RegionAnnotationsAutoConfiguration.class))
			.withBean(Record.class, () -> this.record)
			.withBean(Shop.class)
			.withBean(Workers.class)
			.withPropertyValues("regions.endpoints.ending.url=" + redis.server().url(), "regions.key-prefix=end",
					"regions.command-timeout=5s", "regions.connect-timeout=10s");
	}

	/**
	 * What has happened.
	 */
	private static final class Record {

		private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

		private final Set<String> invalidated = ConcurrentHashMap.newKeySet();

		private final AtomicLong calls = new AtomicLong();

		private final AtomicLong applied = new AtomicLong();

		private final AtomicLong longest = new AtomicLong();

	}

	/**
	 * Calls whatever there is to call, again and again, until it is ended.
	 */
	private static final class User extends Thread {

		private static final AtomicLong TAGS = new AtomicLong();

		private final Shop shop;

		private final Record record;

		private final Invalidating invalidating;

		private final AtomicLong done = new AtomicLong();

		private volatile boolean ended;

		User(Shop shop, Record record, Invalidating invalidating) {
			this.shop = shop;
			this.record = record;
			this.invalidating = invalidating;
			setDaemon(true);
			start();
		}

		@Override
		public void run() {
			while (!this.ended) {
				try {
					call(ThreadLocalRandom.current().nextInt(10), ThreadLocalRandom.current().nextInt(6));
				}
				catch (Throwable ex) {
					this.record.failures.add(ex);
				}
				this.done.incrementAndGet();
				this.record.calls.incrementAndGet();
			}
		}

		private void call(int key, int what) throws Exception {
			switch (what) {
				case 0 -> assertThat(this.shop.find(key)).isEqualTo("found");
				case 1 -> assertThat(answer(this.shop.later(key))).isEqualTo("later");
				case 2 -> assertThat(this.shop.mono(key).block(PATIENCE)).isEqualTo("mono");
				case 3 -> assertThat(answer(this.shop.put(key))).isEqualTo("put");
				case 4 -> answer(this.shop.invalidateLater("later"));
				default -> {
					String tag = "t" + TAGS.incrementAndGet();
					if (this.invalidating.invalidate(tag)) {
						this.record.invalidated.add(tag);
					}
				}
			}
		}

		private static String answer(CompletableFuture<String> future) throws Exception {
			return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}

		void awaitMore() {
			long goal = this.done.get() + 50;
			Awaitility.await().atMost(PATIENCE).until(() -> this.done.get() > goal);
		}

		void end() {
			this.ended = true;
			try {
				join(PATIENCE.toMillis());
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * Invalidates a tag, and tells whether it must be found in Redis.
	 */
	@FunctionalInterface
	private interface Invalidating {

		boolean invalidate(String tag);

	}

	/**
	 * Threads that end when their bean is destroyed, as those of a scheduler do.
	 */
	static class Workers implements DisposableBean {

		private final Shop shop;

		private final Record record;

		private final List<User> users = new ArrayList<>();

		Workers(Shop shop, Record record) {
			this.shop = shop;
			this.record = record;
		}

		void start() {
			for (int i = 0; i < 2; i++) {
				this.users.add(new User(this.shop, this.record, (tag) -> {
					this.shop.invalidate(tag);
					return true;
				}));
			}
			this.users.forEach(User::awaitMore);
		}

		@Override
		public void destroy() {
			this.users.forEach(User::awaitMore);
			this.users.forEach(User::end);
		}

	}

	static class Shop {

		@RegionCached(cacheNames = "found", key = "#id", ttl = "5ms")
		public String find(int id) {
			return "found";
		}

		@RegionCached(cacheNames = "later", key = "#id", ttl = "5ms")
		public CompletableFuture<String> later(int id) {
			return CompletableFuture.completedFuture("later");
		}

		@RegionCached(cacheNames = "mono", key = "#id", ttl = "5ms")
		public Mono<String> mono(int id) {
			return Mono.just("mono");
		}

		@RegionPut(cacheNames = "put", key = "#id")
		public CompletableFuture<String> put(int id) {
			return CompletableFuture.completedFuture("put");
		}

		@Invalidates(tags = "#{#tag}")
		public CompletableFuture<String> invalidateLater(String tag) {
			return CompletableFuture.completedFuture(tag);
		}

		@Invalidates(tags = "#{#tag}")
		public void invalidate(String tag) {
		}

	}

}
