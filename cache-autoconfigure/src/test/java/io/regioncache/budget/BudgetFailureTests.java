package io.regioncache.budget;

import java.util.List;
import java.util.Map;

import io.lettuce.core.RedisURI;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Processes and servers that fail while {@link MemoryBudgets} are kept.
 */
class BudgetFailureTests {

	private static final long BUDGET = 4 * 1024 * 1024;

	/**
	 * Entries of one kilobyte that take three times the budget.
	 */
	private static final int ENTRIES = 3 * 3500;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void anotherProcessGoesOnWhereOneIsKilledWhileItSweeps() {
		String url = redis.server().url();
		try (BudgetNode node = BudgetNode.at(url, Map.of("a", BUDGET));
				BudgetProcess process = BudgetProcess.start(url, "a", BUDGET)) {
			node.fill("a", 0, ENTRIES, (i) -> 1024);
			await(() -> process.removed() > 0);
			process.jvm().kill();
			if (node.bytes("a") < BUDGET) {
				// This test was slower than the process it meant to kill in time
				node.fill("a", 0, ENTRIES, (i) -> 1024);
			}
			node.budgets().start();
			assertKept(node);
		}
	}

	/**
	 * What one removes of its last page after the other has counted, the other removes
	 * once more: half of 250 keys at most.
	 */
	@Test
	void twoProcessesThatSweepAtOnceRemoveNoMoreThanOnePageTwice() {
		String url = redis.server().url();
		try (BudgetNode node = BudgetNode.at(url, Map.of("a", BUDGET));
				BudgetProcess one = BudgetProcess.start(url, "a", BUDGET);
				BudgetProcess other = BudgetProcess.start(url, "a", BUDGET)) {
			await(() -> {
				if (node.bytes("a") < BUDGET) {
					// One of them alone may have been fast enough
					node.fill("a", 0, ENTRIES, (i) -> 1024);
				}
				redis.admin().call("DEL", "{app}:sweeper");
				return one.removed() > 0 && other.removed() > 0;
			});
			await(() -> {
				redis.admin().call("DEL", "{app}:sweeper");
				return node.bytes("a") < BUDGET;
			});
			awaitRest(node);
			assertThat(node.bytes("a")).isGreaterThan(BUDGET * 98 / 100 - 125 * 1200);
		}
	}

	@Test
	void serverOfAClusterThatFailsOverMeanwhileIsSweptToo() {
		try (RedisClusterSetup cluster = RedisClusterSetup.start(3, true)) {
			List<RedisURI> uris = cluster.nodes().stream().map((node) -> RedisURI.create(node.url())).toList();
			try (BudgetNode node = BudgetNode.at(uris, Map.of("a", BUDGET))) {
				node.fill("a", 0, ENTRIES, (i) -> 1024);
				RedisServer primary = cluster.primaries().get(0);
				cluster.awaitReplication(primary);
				node.budgets().start();
				await(() -> node.budgets().of("a").removed() > 0);
				cluster.failOver(primary);
				cluster.awaitWhole();
				await(node.store()::isAvailable);
				assertKept(node);
			}
		}
	}

	private static void assertKept(BudgetNode node) {
		await(() -> node.budgets().of("a").removed() > 0 && node.bytes("a") < BUDGET);
		awaitRest(node);
		assertThat(node.bytes("a")).isBetween(BUDGET * 95 / 100, BUDGET * 105 / 100);
	}

	/**
	 * Wait until nothing is removed any more.
	 */
	private static void awaitRest(BudgetNode node) {
		long[] before = { 0, 0 };
		await(() -> {
			long now = node.bytes("a");
			before[1] = (now == before[0]) ? before[1] + 1 : 0;
			before[0] = now;
			return before[1] > 20;
		});
	}

}
