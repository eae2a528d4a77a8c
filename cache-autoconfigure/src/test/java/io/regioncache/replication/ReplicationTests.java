package io.regioncache.replication;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.entry.Scope;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two regions in a mesh, on real servers.
 */
class ReplicationTests {

	private static final String METADATA = "{app}:m";

	private static final String LOG = "{app}:log";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final Topology mesh = Topology.mesh(List.of("east", "west"));

	@AutoClose
	private ReplicaNode inEast;

	@AutoClose
	private ReplicaNode inWest;

	@BeforeEach
	void start() {
		this.inEast = node("east");
		this.inWest = node("west");
		this.inEast.awaitLevel("west");
		this.inWest.awaitLevel("east");
	}

	private ReplicaNode node(String name) {
		return new ReplicaNode(name, this.mesh, Map.of("east", east.server().url(), "west", west.server().url())::get);
	}

	@Test
	void anInvalidationReachesTheOtherRegion() {
		this.inEast.invalidate("books").join();
		await().until(() -> marker(west.server(), "books") != null);
		this.inWest.invalidate("authors").join();
		await().until(() -> marker(east.server(), "authors") != null);
	}

	@Test
	void whatWasInvalidatedWhileNobodyListenedIsReadFromTheLog() {
		this.inWest.close();
		for (int i = 0; i < 3000; i++) {
			this.inEast.invalidate("tag" + i);
		}
		this.inEast.invalidate("last").join();
		this.inWest = node("west");
		await().until(() -> marker(west.server(), "last") != null);
		// On a busy machine some are retried, and come after the last
		await().until(() -> marker(west.server(), "tag0") != null && marker(west.server(), "tag2999") != null);
		assertThat(west.admin().text("HGET", METADATA, "*")).as("marked once, when they met").isEqualTo("1");
	}

	@Test
	void aDeletedLogIsCaughtUpWithByItsMarkers() {
		this.inWest.close();
		this.inEast.invalidate("books").join();
		east.admin().call("DEL", LOG);
		this.inWest = node("west");
		await().until(() -> marker(west.server(), "books") != null);
	}

	@Test
	void anEmptySourceMarksEverything() {
		long before = Long.parseLong(west.admin().text("HGET", METADATA, "*"));
		east.server().restartEmpty();
		await().until(() -> Long.parseLong(west.admin().text("HGET", METADATA, "*")) > before);
		await().until(() -> this.inEast.invalidate("books").join() == InvalidationResult.APPLIED);
		await().until(() -> marker(west.server(), "books") != null);
	}

	@Test
	void aCursorThatCannotBeReadCountsAsLost() {
		this.inWest.close();
		west.admin().call("HSET", METADATA, "s:east", "of a later version");
		this.inEast.invalidate("books").join();
		this.inWest = node("west");
		await().until(() -> marker(west.server(), "books") != null);
		assertThat(west.admin().text("HGET", METADATA, "s:east")).matches("\\p{XDigit}{16}:\\d+:\\d+");
	}

	@Test
	void recordsThatCannotBeReadAreNeverPassedUnmarked() {
		this.inWest.close();
		this.inEast.invalidate("before").join();
		east.admin().call("HINCRBY", METADATA, "seq", "1");
		east.admin().call("XADD", LOG, east.admin().text("HGET", METADATA, "seq") + "-0", "r", "junk");
		this.inEast.invalidate("after").join();
		this.inWest = node("west");
		await().until(() -> marker(west.server(), "after") != null);
		assertThat(marker(west.server(), "before")).isNotNull();
		this.inWest.awaitLevel("east");
	}

	@Test
	void aLogThatIsNoStreamIsCaughtUpWithByItsMarkers() {
		this.inWest.close();
		this.inEast.invalidate("books").join();
		east.admin().call("DEL", LOG);
		east.admin().call("SET", LOG, "foreign");
		this.inWest = node("west");
		await().until(() -> marker(west.server(), "books") != null);
	}

	@Test
	void aReaderIsHeardOfAndHearsOfDecisionsWhileRecordsNeverCease() {
		ScheduledExecutorService traffic = Executors.newSingleThreadScheduledExecutor();
		try {
			traffic.scheduleAtFixedRate(() -> this.inEast.invalidate("books"), 0, 20, TimeUnit.MILLISECONDS);
			for (int i = 0; i < 3; i++) {
				String told = east.admin().text("HGET", METADATA, "r:west");
				await().until(() -> !told.equals(east.admin().text("HGET", METADATA, "r:west")));
			}
			this.inEast.replicator().drain("east");
			await().until(() -> this.inWest.replicator().routes().drained().contains("east"));
		}
		finally {
			traffic.shutdownNow();
		}
	}

	private static @Nullable Object marker(RedisServer server, String tag) {
		return server.admin().call("HGET", METADATA, Scope.tag(tag).field());
	}

}
