package io.regioncache.chaos;

import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisPair;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An address that leads back to a former primary which never learned of its successor.
 */
class ReturningPrimaryTests {

	/**
	 * One for commands, one for what is published.
	 */
	private static final int CONNECTIONS = 2;

	private static final Topology ALONE = Topology.mesh(List.of("east"));

	/**
	 * By another process: what this one has invalidated it would send again.
	 */
	@Test
	void whatTheSuccessorHasInvalidatedIsNotServed() {
		try (RedisPair pair = RedisPair.start();
				Crossing crossing = new Crossing(pair.primary());
				ReplicaNode node = new ReplicaNode("east", ALONE, (region) -> crossing.url())) {
			node.cache("books", "old");
			pair.awaitReplication();
			pair.link().blackHole();
			pair.promote();
			crossing.leadTo(pair.primary());
			crossing.dropOthers();
			Awaitility.await().until(() -> isServedBy(node, pair.primary()));
			try (ReplicaNode other = new ReplicaNode("east", ALONE, (region) -> pair.primary().url())) {
				Awaitility.await().until(() -> other.invalidate("books").join() == InvalidationResult.APPLIED);
			}
			crossing.leadTo(pair.replica());
			crossing.dropOthers();
			Awaitility.await().until(() -> isServedBy(node, pair.replica()));
			assertThat(node.read("books")).isNull();
		}
	}

	/**
	 * A connection that was begun before the address moved is established after that: the
	 * server that it leads to was paused meanwhile.
	 */
	@Test
	void aServerThatWasLookedUpBeforeItsSuccessorTookOverIsNotReadAfterThat() {
		try (RedisServer former = RedisServer.start();
				RedisServer successor = RedisServer.start();
				Crossing crossing = new Crossing(former);
				ReplicaNode node = new ReplicaNode("east", ALONE, (region) -> crossing.url())) {
			node.cache("books", "old");
			former.pause();
			int opened = crossing.opened();
			Awaitility.await().until(() -> node.lookup("books").markers() == null && crossing.opened() > opened);
			crossing.leadTo(successor);
			try (ReplicaNode other = new ReplicaNode("east", ALONE, (region) -> crossing.url())) {
				Awaitility.await().until(() -> other.invalidate("books").join() == InvalidationResult.APPLIED);
			}
			former.resume();
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofNanos(1))
				.failFast("The former server is read", () -> "old".equals(node.read("books")))
				.until(() -> isServedBy(node, successor));
		}
	}

	/**
	 * Whoever has lost its server may have been led to a former one.
	 */
	@Test
	void aServerThatIsConnectedToAgainIsNotReadBeforeTheAddressIsSeenToLeadToIt() {
		try (RedisServer server = RedisServer.start();
				Crossing crossing = new Crossing(server);
				ReplicaNode node = new ReplicaNode("east", ALONE, (region) -> crossing.url())) {
			node.cache("books", "old");
			Awaitility.await().until(() -> {
				crossing.startAgainWith(CONNECTIONS);
				return isFollowedSoon(server);
			});
			Awaitility.await()
				.during(Duration.ofMillis(300))
				.failFast("It is read", () -> "old".equals(node.read("books")))
				.until(() -> true);
			crossing.letPass();
			Awaitility.await().until(() -> "old".equals(node.read("books")));
		}
	}

	/**
	 * Whether the connections that were let through are those for callers, which follow
	 * the markers, and none is that of a lookup of the address.
	 */
	private static boolean isFollowedSoon(RedisServer server) {
		long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(700);
		boolean followed = false;
		while (!followed && System.nanoTime() < end) {
			followed = server.admin().text("CLIENT", "LIST").contains(" ssub=1 ");
		}
		return followed;
	}

	private static boolean isServedBy(ReplicaNode node, RedisServer server) {
		Markers markers = node.lookup("books").markers();
		return markers != null && HexFormat.of()
			.toHexDigits(markers.lease().epoch())
			.equals(server.admin().text("HGET", "{app}:m", "epoch"));
	}

}
