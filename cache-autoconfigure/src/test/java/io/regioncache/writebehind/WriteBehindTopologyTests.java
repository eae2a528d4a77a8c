package io.regioncache.writebehind;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisSentinelSetup;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.Test;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Changes that are written behind in a cluster, across a fail-over, and in two regions.
 */
class WriteBehindTopologyTests {

	private static final int KEYS = 30;

	private final VersionedTable table = new VersionedTable();

	@Test
	void inAClusterEntriesLieAnywhereAndChangesWithTheMetadata() {
		try (RedisClusterSetup cluster = RedisClusterSetup.start(3, false);
				BehindNode node = new BehindNode("here",
						() -> RedisClusterClient
							.create(cluster.nodes().stream().map((each) -> RedisURI.create(each.url())).toList()),
						Map.of(), this.table, WriteBehindSettings.DEFAULTS)
					.awaitAvailable()) {
			for (int i = 0; i < KEYS; i++) {
				node.put("k" + i, "v" + i);
			}
			assertThat(cluster.nodes()).allMatch((each) -> !each.admin().list("KEYS", "app:e:*").isEmpty());
			node.carts().clear();
			for (int i = 0; i < KEYS; i++) {
				assertThat(node.read("k" + i, "old")).isEqualTo("v" + i);
			}
			node.drain();
			assertThat(this.table.size()).isEqualTo(KEYS);
			assertThat(this.table.value("k7")).isEqualTo("v7");
		}
	}

	@Test
	void aPromotedReplicaHasTheChangesThatHadReachedIt() {
		try (RedisSentinelSetup setup = RedisSentinelSetup.start(3);
				BehindNode node = BehindNode.of(setup, this.table)) {
			for (int i = 0; i < KEYS; i++) {
				node.put("k" + i, "v" + i);
			}
			setup.awaitReplication();
			setup.killPrimary();
			await(() -> node.store().isAvailable() && "v7".equals(node.read("k7", "old")));
			node.put("k8", "later");
			node.writing();
			await(() -> this.table.size() == KEYS && "later".equals(this.table.value("k8")));
			node.drain();
		}
	}

	@Test
	void anotherRegionReadsWhatIsPendingAndStoresNothingItCouldNotAskFor() {
		try (RedisServer east = RedisServer.start();
				RedisServer west = RedisServer.start();
				BehindNode inEast = region("east", east, "west", west).awaitAvailable();
				BehindNode inWest = region("west", west, "east", east).awaitAvailable()) {
			inEast.put("a", "one");
			await(() -> !inWest.store().others().stores().isEmpty()
					&& inWest.store().others().stores().stream().allMatch((other) -> other.canBeAsked()));
			// A busy server may miss a question. Then the origin answers, and nothing is
			// stored
			await(() -> "one".equals(inWest.read("a", "old")));
			await(() -> "one".equals(inWest.read("a", "not asked")));
			await(() -> inWest.carts()
				.getAll(List.of("a", "b"), String.class, (missing) -> Map.of("b", "two"))
				.equals(Map.of("a", "one", "b", "two")));
			east.kill();
			assertThat(inWest.read("c", "first")).isEqualTo("first");
			assertThat(inWest.read("c", "second")).as("is not stored").isEqualTo("second");
			east.restartEmpty();
			// Another key each time: what the second read loads may be stored
			AtomicInteger attempts = new AtomicInteger();
			await(() -> {
				String key = "d" + attempts.incrementAndGet();
				return "kept".equals(inWest.read(key, "kept")) && "kept".equals(inWest.read(key, "loaded again"));
			});
		}
	}

	@Test
	void whatIsOnNoReplicaIsNotAcknowledgedWhereThatIsAsked() {
		WriteBehindSettings onReplicas = new WriteBehindSettings(100, WhenFull.BLOCK, Duration.ofSeconds(1),
				WhenRedisIsDown.REJECT, 3, Duration.ofSeconds(10), Durability.REPLICAS, Duration.ofSeconds(10));
		try (RedisSentinelSetup setup = RedisSentinelSetup.start(3)) {
			setup.awaitReplication();
			try (BehindNode node = BehindNode.at(setup.primary().url(), this.table, onReplicas)) {
				for (int i = 0; i < 5; i++) {
					node.put("k" + i, "v" + i);
				}
				setup.cutReplication();
				assertThatExceptionOfType(WriteBehindException.class).isThrownBy(() -> node.put("a", "lost"))
					.withMessageContaining("was not confirmed");
				setup.healReplication();
				await(() -> isAcknowledged(node));
				node.drain();
				assertThat(this.table.value("a")).isEqualTo("kept");
			}
		}
	}

	private static boolean isAcknowledged(BehindNode node) {
		try {
			node.put("a", "kept");
			return true;
		}
		catch (WriteBehindException ex) {
			return false;
		}
	}

	@Test
	void aServerThatCannotConfirmItsDiskAcknowledgesNothing() {
		WriteBehindSettings onDisk = new WriteBehindSettings(100, WhenFull.BLOCK, Duration.ofSeconds(1),
				WhenRedisIsDown.WRITE_THROUGH, 3, Duration.ofSeconds(10), Durability.AOF, Duration.ofSeconds(10));
		try (RedisServer server = RedisServer.start();
				BehindNode node = BehindNode.at(server.url(), this.table, onDisk)) {
			node.put("a", "one");
			assertThat(this.table.value("a")).as("written through").isEqualTo("one");
			assertThat(server.admin().number("HLEN", "{app}:changes:carts:pending")).isZero();
			assertThat(node.behind().statistics().writtenThrough()).isEqualTo(1);
		}
	}

	private BehindNode region(String name, RedisServer home, String other, RedisServer there) {
		return new BehindNode(name, () -> BehindNode.client(RedisURI.create(home.url())), Map.of(other, there.url()),
				this.table, new WriteBehindSettings(10, WhenFull.BLOCK, Duration.ofSeconds(1), WhenRedisIsDown.REJECT,
						3, Duration.ofSeconds(10), Durability.NONE, Duration.ofSeconds(10)));
	}

}
