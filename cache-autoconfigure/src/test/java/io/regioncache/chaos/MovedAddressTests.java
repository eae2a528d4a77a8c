package io.regioncache.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.Topology;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An address that moves to a new server while the old one lives, and keeps all its
 * connections.
 */
class MovedAddressTests {

	private static final Topology TOPOLOGY = Topology.mesh(List.of("east", "west"));

	private final RedisServer blue = RedisServer.start();

	private final RedisServer green = RedisServer.start();

	private final RedisServer west = RedisServer.start();

	private final Crossing address = new Crossing(this.blue);

	private ReplicaNode node;

	private ReplicaNode remote;

	@BeforeEach
	void start() {
		this.node = node("east");
		this.remote = node("west");
		this.node.awaitLevel("west");
		this.remote.awaitLevel("east");
	}

	@AfterEach
	void close() {
		this.node.close();
		this.remote.close();
		this.address.close();
		this.west.close();
		this.green.close();
		this.blue.close();
	}

	private ReplicaNode node(String region) {
		return node(region, TOPOLOGY);
	}

	private ReplicaNode node(String region, Topology topology) {
		return new ReplicaNode(region, topology,
				(name) -> name.equals("east") ? this.address.url() : "redis://127.0.0.1:" + this.west.port(), false,
				Duration.ofSeconds(2));
	}

	@Test
	void nothingOldIsReadOnceTheMoveCanBeKnown() {
		this.node.cache("books", "old");
		this.remote.awaitLevel("east").cache("books", "old");
		this.address.leadTo(this.green);
		try (ReplicaNode fresh = node("east")) {
			Awaitility.await().until(() -> fresh.invalidate("books").join() == InvalidationResult.APPLIED);
			Awaitility.await().until(() -> this.node.read("books") == null && this.remote.read("books") == null);
			assertThat(this.node.invalidate("books").join()).isEqualTo(InvalidationResult.APPLIED);
			assertThat(fresh.read("books")).isNull();
		}
	}

	@Test
	void whatWasInvalidatedAtTheOldServerAfterTheMoveIsInvalidatedAtTheNewOne() {
		// Where another region reads both logs, it would pass the invalidation on
		Topology alone = Topology.mesh(List.of("east"));
		try (ReplicaNode old = node("east", alone)) {
			Awaitility.await().until(() -> old.lookup("books").markers() != null);
			this.address.leadTo(this.green);
			this.node.close();
			this.remote.close();
			try (ReplicaNode fresh = node("east", alone)) {
				fresh.cache("books", "old");
				assertThat(old.invalidate("books").join()).as("at the old server")
					.isEqualTo(InvalidationResult.APPLIED);
				assertThat(fresh.read("books")).isEqualTo("old");
				Awaitility.await().until(() -> fresh.read("books") == null);
			}
		}
	}

	@Test
	void aReaderOfTheOldServerDoesNotCallItselfLevel() {
		// A server that answers and is never written to again, and an address that leads
		// nowhere
		this.address.leadNowhere();
		Awaitility.await()
			.until(() -> state().map((state) -> state.lag().compareTo(Duration.ofSeconds(2)) > 0).orElse(false));
		Awaitility.await()
			.failFast("It calls itself level", () -> state().map((state) -> state.lag().isZero()).orElse(false))
			.during(Duration.ofSeconds(3))
			.until(() -> true);
		this.address.leadTo(this.green);
		this.remote.awaitLevel("east");
		Awaitility.await().until(() -> state().orElseThrow().lag().isZero());
		Awaitility.await().until(() -> this.green.admin().number("HEXISTS", "{app}:m", "r:west") == 1);
	}

	private Optional<SourceState> state() {
		return Optional.ofNullable(this.remote.replicator().sources().get("east"));
	}

}
