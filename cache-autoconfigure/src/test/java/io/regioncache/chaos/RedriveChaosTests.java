package io.regioncache.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The server of a region whose writers register is restarted, falls back to snapshots and
 * loses the tail of its log, again and again, while two processes invalidate there: both
 * regions serve nothing that is older than what has returned, and keep what was not
 * invalidated. {@code -Dregioncache.redrive.rounds=100} for a longer run.
 */
class RedriveChaosTests {

	private static final int ROUNDS = Integer.getInteger("regioncache.redrive.rounds", 2);

	private static final long SEED = Long.getLong("regioncache.redrive.seed", System.nanoTime());

	private static final String METADATA = "{app}:m";

	private static final int KEYS = 20;

	private static final int KEPT = 10;

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own("appendonly yes");

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final SplittableRandom random = new SplittableRandom(SEED);

	private final List<ReplicaNode> nodes = new ArrayList<>();

	private final Map<String, Integer> returned = new HashMap<>();

	private final FailoverTally tally = new FailoverTally();

	@AfterEach
	void stop() {
		this.nodes.forEach(ReplicaNode::close);
	}

	@Test
	void nothingIsLostAndNothingElseIsInvalidated() {
		Topology mesh = Topology.mesh(List.of("east", "west"));
		ReplicaNode first = node("east", mesh);
		ReplicaNode second = node("east", mesh);
		ReplicaNode reader = node("west", mesh);
		await().until(() -> writers(west).split(" ").length == 2 && field(west, "epoch").equals(field(west, "w:east"))
				&& field(east, "epoch").equals(field(east, "w:west")));
		for (int round = 0; round < ROUNDS; round++) {
			for (int key = 0; key < KEYS + KEPT; key++) {
				String name = "key" + key;
				String value = String.valueOf(this.returned.getOrDefault(name, 0));
				reader.cache(name, value);
				first.cache(name, value);
			}
			String everything = field(west, "*");
			Path snapshot = east.server().snapshot();
			invalidate(first, second, this.random.nextInt(30));
			String epoch = field(east, "epoch");
			replace(snapshot);
			await().until(() -> field(east, "epoch") != null && !epoch.equals(field(east, "epoch")));
			boolean descends = field(east, "lineage").contains(epoch);
			invalidate(first, second, this.random.nextInt(10));
			await().until(RedriveChaosTests::isSettled);
			boolean kept = everything.equals(field(west, "*"));
			if (!kept) {
				System.out.printf(
						"REDRIVE CHAOS round %d: all marked after epoch %s: lineage %s, read %s, vouched %s%n", round,
						epoch, field(east, "lineage"), field(west, "a:east"), field(west, "v:east"));
			}
			this.tally.count(kept, descends, field(east, "recovery"));
			check(reader, round, kept);
			check(second, round, kept);
		}
		System.out.printf("REDRIVE CHAOS seed %d: %s, %d keys%n", SEED, this.tally, this.returned.size());
		assertThat(this.tally.unexplained()).as("everything marked without need, seed %d: %s", SEED, this.tally)
			.isLessThanOrEqualTo(1 + ROUNDS / 20);
		assertThat(this.tally.kept()).as("seed %d", SEED).isGreaterThanOrEqualTo(ROUNDS / 4);
	}

	private ReplicaNode node(String name, Topology mesh) {
		ReplicaNode node = ReplicaNode.guarded(name, mesh,
				Map.of("east", east.server().url(), "west", west.server().url())::get, true);
		this.nodes.add(node);
		return node;
	}

	/**
	 * Invalidate keys for later versions; what is not confirmed is not promised.
	 */
	private void invalidate(ReplicaNode first, ReplicaNode second, int times) {
		for (int i = 0; i < times; i++) {
			String key = "key" + this.random.nextInt(KEYS);
			int version = this.returned.getOrDefault(key, 0) + 1;
			if ((this.random.nextBoolean() ? first : second).invalidate(key).join() == InvalidationResult.APPLIED) {
				this.returned.put(key, version);
			}
		}
	}

	private void replace(Path snapshot) {
		switch (this.random.nextInt(3)) {
			case 0 -> east.server().restart();
			case 1 -> east.server().restartFrom(snapshot);
			default -> east.server().restartWithoutTail(this.random.nextInt(3000));
		}
	}

	/**
	 * Nothing old is served and, if the regions keep their entries, everything else that
	 * is still on the server.
	 */
	private void check(ReplicaNode node, int round, boolean kept) {
		for (int key = 0; key < KEYS + KEPT; key++) {
			String name = "key" + key;
			String value = node.read(name);
			if (value != null) {
				assertThat(Integer.parseInt(value)).as("seed %d, round %d, %s", SEED, round, name)
					.isGreaterThanOrEqualTo(this.returned.getOrDefault(name, 0));
			}
			if (kept && key >= KEYS && node.lookup(name).bytes() != null) {
				await().untilAsserted(() -> assertThat(node.read(name))
					.as("seed %d, round %d, %s in %s", SEED, round, name, node.name())
					.isNotNull());
				this.tally.served(node.name());
			}
		}
	}

	/**
	 * Whether the west has read the present log of the east, and awaits nobody, and the
	 * east has recovered.
	 */
	private static boolean isSettled() {
		String cursor = field(west, "s:east");
		return cursor != null && cursor.startsWith(field(east, "epoch") + ':')
				&& cursor.split(":")[1].equals(field(east, "seq")) && field(west, "n:east") == null
				&& writers(west).split(" ").length == 2 && writers(west).equals(writers(east))
				&& String.valueOf(field(west, "epoch")).equals(field(west, "w:east"))
				&& String.valueOf(field(east, "epoch")).equals(field(east, "settled"));
	}

	private static String writers(RedisExtension server) {
		String writers = field(server, "g:east");
		return (writers != null) ? writers : "";
	}

	private static @Nullable String field(RedisExtension server, String name) {
		return (String) server.admin().call("HGET", METADATA, name);
	}

}
