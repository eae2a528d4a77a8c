package io.regioncache.budget;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.lettuce.core.RedisURI;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisExtension;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link MemoryBudgets}. The system property
 * {@code regioncache.budget.megabytes} says how much its server holds.
 */
class MemoryBudgetsTests {

	private static final long MEGABYTE = 1024 * 1024;

	private static final long BUDGET = Long.getLong("regioncache.budget.megabytes", 4) * MEGABYTE / 4;

	/**
	 * Entries of one kilobyte that fill nine tenths of a budget.
	 */
	private static final int FULL = (int) (BUDGET * 9 / 10 / 1200);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final SpaceEstimator estimator = new SpaceEstimator(new RedisKeys("app", ""), new Random(7));

	@ParameterizedTest
	@ValueSource(ints = { 4000, 30_000 })
	void estimatesWhatRedisSays(int entries) {
		try (BudgetNode node = BudgetNode.at(redis.server().url(), Map.of())) {
			node.fill("small", 0, entries, (i) -> 40);
			node.fill("varied", 0, entries / 2, (i) -> (i * 31) % 600);
			SpaceEstimate estimate = node.estimate(this.estimator);
			for (String cache : List.of("small", "varied")) {
				assertThat(estimate.caches().get(cache).bytes()).as(cache)
					.isCloseTo(node.bytes(cache), Percentage.withPercentage(3));
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "noeviction", "allkeys-lfu" })
	void cacheThatFloodsIsKeptWithinItsBudgetAndOthersKeepTheirEntries(String policy) {
		redis.admin().configure("maxmemory-policy", policy);
		Map<String, Long> budgets = Map.of("a", BUDGET, "b", BUDGET, "c", BUDGET, "flood", BUDGET);
		try (BudgetNode node = BudgetNode.at(redis.server().url(), budgets)) {
			List.of("a", "b", "c").forEach((cache) -> node.fill(cache, 0, FULL, (i) -> 1024));
			node.budgets().start();
			AtomicBoolean over = new AtomicBoolean();
			for (int round = 0; round < 3; round++) {
				node.fill("flood", round * FULL, (round + 1) * FULL, (i) -> 1024);
				await(() -> node.budgets().of("flood").estimate() > 0);
				over.compareAndSet(false, node.budgets().of("flood").over() > 0);
			}
			await(() -> node.budgets().of("flood").removed() > 0
					&& Math.abs(node.bytes("flood") - BUDGET) < BUDGET / 20);
			for (String cache : List.of("a", "b", "c")) {
				assertThat(node.memory(cache)).as("hits of the others").hasSize(FULL);
				assertThat(node.budgets().of(cache).removed()).isZero();
			}
			assertThat(node.budgets().caches()).containsOnlyKeys("a", "b", "c", "flood");
		}
		finally {
			redis.admin().configure("maxmemory-policy", "noeviction");
		}
	}

	@Test
	void eachStepGoesOnWhereTheOneBeforeHasEnded() {
		try (BudgetNode node = BudgetNode.at(redis.server().url(), Map.of())) {
			node.fill("a", 0, 3000, (i) -> 40);
			EntryRemover remover = new EntryRemover(this.estimator, InstantSource.system(), new Random(7));
			await(() -> node.removeAll(remover, "a") > 0);
			for (int step = 0; step < 20; step++) {
				node.removeAll(remover, "a");
			}
			assertThat(node.memory("a")).as("20 pages of 250 keys cover 3000 keys").isEmpty();
		}
	}

	@Test
	void entriesThatALoadOrATransactionHoldsAreRemovedAsOthersAndWhatHoldsThemStays() {
		try (BudgetNode node = BudgetNode.at(redis.server().url(), Map.of())) {
			node.fill("a", 0, 50, (i) -> 40);
			redis.admin().call("SET", "app:lock:a:n:1", "1.load", "PX", "60000");
			redis.admin().call("HSET", "{app}:m", "k:held", "1", "h:held", "2");
			EntryRemover remover = new EntryRemover(this.estimator, InstantSource.system(), new Random(7));
			await(() -> {
				node.removeAll(remover, "a");
				return node.memory("a").isEmpty();
			});
			assertThat(redis.admin().text("GET", "app:lock:a:n:1")).isEqualTo("1.load");
			assertThat(redis.admin().list("HMGET", "{app}:m", "k:held", "h:held")).hasToString("[1, 2]");
		}
	}

	@Test
	void staleEntriesGoFirst() {
		try (BudgetNode node = BudgetNode.at(redis.server().url(), Map.of("a", BUDGET))) {
			node.fill("a", 0, FULL, (i) -> 1024);
			node.fill("a", FULL, 2 * FULL, (i) -> 1024, Instant.now().minusSeconds(60));
			node.budgets().start();
			await(() -> node.bytes("a") < BUDGET * 105 / 100);
			long fresh = IntStream.range(0, FULL).filter((i) -> exists("a", i)).count();
			assertThat(fresh).isGreaterThan(FULL * 95L / 100);
		}
	}

	@Test
	void twoAtOnceRemoveNothingTwice() {
		Map<String, Long> budgets = Map.of("a", BUDGET);
		try (BudgetNode first = BudgetNode.at(redis.server().url(), budgets);
				BudgetNode second = BudgetNode.at(redis.server().url(), budgets)) {
			first.fill("a", 0, 2 * FULL, (i) -> 1024);
			first.budgets().turn();
			assertThat(first.budgets().of("a").over()).isPositive();
			redis.admin().call("DEL", "{app}:sweeper");
			await(() -> {
				second.budgets().turn();
				return second.bytes("a") < BUDGET;
			});
			long left = second.bytes("a");
			for (int turn = 0; turn < 10; turn++) {
				first.budgets().turn();
			}
			assertThat(first.budgets().of("a")).isEqualTo(new CacheMemory(BUDGET, -1, 0));
			assertThat(first.bytes("a")).isEqualTo(left).isGreaterThan(BUDGET * 95 / 100);
		}
	}

	@Test
	void anotherTakesOverFromOneThatDies() {
		Map<String, Long> budgets = Map.of("a", BUDGET);
		BudgetNode first = BudgetNode.at(redis.server().url(), budgets);
		try (BudgetNode second = BudgetNode.at(redis.server().url(), budgets)) {
			first.fill("a", 0, 2 * FULL, (i) -> 1024);
			first.budgets().turn();
			first.budgets().turn();
			first.store().close();
			second.budgets().start();
			await(() -> second.budgets().of("a").removed() > 0 && Math.abs(second.bytes("a") - BUDGET) < BUDGET / 20);
		}
		finally {
			first.close();
		}
	}

	@Test
	void goesOnWhereTheServerHasFailed() {
		try (BudgetNode node = BudgetNode.at(redis.server().url(), Map.of("a", BUDGET))) {
			node.fill("a", 0, 2 * FULL, (i) -> 1024);
			node.budgets().turn();
			redis.server().kill();
			node.budgets().turn();
			assertThat(node.budgets().of("a").estimate()).isEqualTo(-1);
			redis.server().restartEmpty();
			await(node.store()::isAvailable);
			node.fill("a", 0, 2 * FULL, (i) -> 1024);
			node.budgets().start();
			await(() -> node.budgets().of("a").removed() > 0 && Math.abs(node.bytes("a") - BUDGET) < BUDGET / 20);
		}
	}

	@Test
	void eachServerOfAClusterIsSwept() {
		try (RedisClusterSetup cluster = RedisClusterSetup.start(3, false)) {
			List<RedisURI> uris = cluster.nodes().stream().map((node) -> RedisURI.create(node.url())).toList();
			try (BudgetNode node = BudgetNode.at(uris, Map.of("a", BUDGET))) {
				node.fill("a", 0, 2 * FULL, (i) -> 1024);
				node.fill("b", 0, FULL, (i) -> 100);
				assertThat(node.estimate(this.estimator).caches().get("a").bytes()).isCloseTo(node.bytes("a"),
						Percentage.withPercentage(3));
				node.budgets().start();
				await(() -> node.budgets().of("a").removed() > 0 && Math.abs(node.bytes("a") - BUDGET) < BUDGET / 20);
				assertThat(node.memory("b")).hasSize(FULL);
			}
		}
	}

	private static boolean exists(String cache, int i) {
		return redis.admin().number("EXISTS", "app:e:1:" + cache + ":n:" + i) > 0;
	}

}
