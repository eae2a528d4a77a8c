package io.regioncache.replication;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two regions whose writers register, on real servers: the server of one of them is
 * replaced by one that may lack the end of its data.
 */
class RedriveTests {

	private static final String METADATA = "{app}:m";

	private static final String DEAD = "00000000000000dd";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own("appendonly yes");

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own("appendonly yes");

	private final Topology mesh = Topology.mesh(List.of("east", "west"));

	private final List<ReplicaNode> nodes = new ArrayList<>();

	private ReplicaNode inEast;

	private ReplicaNode inWest;

	@BeforeEach
	void start() {
		this.inEast = node("east");
		this.inWest = node("west");
		awaitFamiliar();
		this.inWest.cache("kept", "value");
		this.inWest.cache("old", "value");
	}

	@AfterEach
	void stop() {
		this.nodes.forEach(ReplicaNode::close);
	}

	private ReplicaNode node(String name) {
		ReplicaNode node = ReplicaNode.guarded(name, this.mesh,
				Map.of("east", east.server().url(), "west", west.server().url())::get, true);
		this.nodes.add(node);
		return node;
	}

	/**
	 * Until each region has been level with the other and knows its writers.
	 */
	private void awaitFamiliar() {
		await().until(() -> writers(west, "east").equals(writers(east, "east")) && !writers(east, "east").isEmpty()
				&& field(west, "epoch").equals(field(west, "w:east")));
	}

	@Test
	void entriesOfTheOtherRegionOutliveARestart() {
		ReplicaNode second = node("east");
		await().until(() -> writers(west, "east").split(" ").length == 2);
		second.close();
		this.nodes.remove(second);
		await().until(() -> writers(west, "east").split(" ").length == 1);
		String before = field(west, "*");
		restart(() -> east.server().restart());
		await().until(this::isSettled);
		assertThat(field(west, "*")).isEqualTo(before);
		assertThat(this.inWest.read("kept")).isEqualTo("value");
		assertThat(this.inEast.read("kept")).as("at home everything is new").isNull();
		await().until(() -> this.inEast.invalidate("old").join() == InvalidationResult.APPLIED);
		await().until(() -> this.inWest.read("old") == null);
		assertThat(this.inWest.read("kept")).isEqualTo("value");
	}

	@Test
	void whatTheServerHasLostIsSentAgain() {
		this.inWest.replicator().close();
		// The last record of the epoch is one that was passed on
		assertThat(this.inWest.invalidate("elsewhere").join()).isEqualTo(InvalidationResult.APPLIED);
		await().until(() -> field(east, "t:elsewhere") != null);
		Path snapshot = east.server().snapshot();
		assertThat(this.inEast.invalidate("old").join()).isEqualTo(InvalidationResult.APPLIED);
		String before = field(west, "*");
		restart(() -> east.server().restartFrom(snapshot));
		assertThat(this.inWest.read("old")).as("it has not been heard of yet").isEqualTo("value");
		this.inWest = node("west");
		await().until(this::isSettled);
		assertThat(this.inWest.read("old")).as("before the region is settled").isNull();
		assertThat(this.inWest.read("kept")).isEqualTo("value");
		assertThat(field(west, "*")).isEqualTo(before);
	}

	@Test
	void everythingIsMarkedIfAWriterDoesNotComeBack() {
		register(DEAD, "west");
		await().until(() -> writers(west, "east").contains(DEAD));
		String before = field(west, "*");
		restart(() -> east.server().restart());
		await().until(() -> field(west, "n:east") != null);
		assertThat(field(west, "*")).as("while it is awaited").isEqualTo(before);
		west.admin().call("HSET", METADATA, "n:east", field(east, "epoch") + ":0");
		await().until(() -> !Objects.equals(before, field(west, "*")));
		assertThat(this.inWest.read("kept")).isNull();
		await().until(this::isSettled);
		assertThat(writers(west, "east")).doesNotContain(DEAD);
	}

	@Test
	void everythingIsMarkedIfAWriterDoesNotKnowTheRegion() {
		register(DEAD, "ohio");
		await().until(() -> writers(west, "east").contains(DEAD));
		String before = field(west, "*");
		restart(() -> east.server().restart());
		await().until(() -> !Objects.equals(before, field(west, "*")));
		assertThat(this.inWest.read("kept")).isNull();
	}

	@Test
	void entriesOfTheOtherRegionOutliveAServerThatComesBackEmpty() {
		String before = field(west, "*");
		String epoch = field(east, "epoch");
		restart(() -> east.server().restartEmpty());
		await().until(this::isSettled);
		assertThat(field(east, "lineage")).isEqualTo(epoch + ":0");
		assertThat(field(west, "*")).isEqualTo(before);
		assertThat(this.inWest.read("kept")).isEqualTo("value");
		await().until(() -> this.inEast.invalidate("old").join() == InvalidationResult.APPLIED);
		await().until(() -> this.inWest.read("old") == null);
		assertThat(this.inWest.read("kept")).isEqualTo("value");
	}

	@Test
	void whatAnEmptyServerHasLostIsSentAgain() {
		this.inWest.replicator().close();
		assertThat(this.inEast.invalidate("old").join()).isEqualTo(InvalidationResult.APPLIED);
		String before = field(west, "*");
		restart(() -> east.server().restartEmpty());
		assertThat(this.inWest.read("old")).as("it has not been heard of yet").isEqualTo("value");
		this.inWest = node("west");
		await().until(this::isSettled);
		assertThat(this.inWest.read("old")).isNull();
		assertThat(this.inWest.read("kept")).isEqualTo("value");
		assertThat(field(west, "*")).isEqualTo(before);
	}

	@Test
	void everythingIsMarkedIfNobodyKnowsTheFormerEpochOfAnEmptyServer() {
		String before = field(west, "*");
		this.inEast.close();
		this.nodes.remove(this.inEast);
		restart(() -> {
			east.server().restartEmpty();
			await().pollDelay(Duration.ofSeconds(1)).until(() -> field(east, "epoch") == null);
			this.inEast = node("east");
		});
		await().until(() -> !Objects.equals(before, field(west, "*")));
		assertThat(this.inWest.read("kept")).isNull();
		await().until(() -> this.inEast.invalidate("old").join() == InvalidationResult.APPLIED);
	}

	@Test
	void everythingIsMarkedIfAWriterDoesNotComeBackToAnEmptyServer() {
		register(DEAD, "west");
		await().until(() -> writers(west, "east").contains(DEAD));
		String before = field(west, "*");
		restart(() -> east.server().restartEmpty());
		await().until(() -> field(west, "n:east") != null);
		assertThat(field(west, "*")).as("while it is awaited").isEqualTo(before);
		west.admin().call("HSET", METADATA, "n:east", field(east, "epoch") + ":0");
		await().until(() -> !Objects.equals(before, field(west, "*")));
		assertThat(this.inWest.read("kept")).isNull();
	}

	/**
	 * As if a third region had passed on that the epoch has lost nothing.
	 */
	@Test
	void everythingIsMarkedIfOnlyOthersExplainAnEpoch() {
		this.inWest.replicator().close();
		String before = field(west, "*");
		restart(() -> east.server().restartEmpty());
		east.admin().call("HDEL", METADATA, "lineage");
		west.admin().call("HSET", METADATA, "o:" + field(east, "epoch"), "1");
		this.inWest = node("west");
		await().until(() -> !Objects.equals(before, field(west, "*")));
		assertThat(this.inWest.read("kept")).isNull();
	}

	private static void register(String id, String reader) {
		RawScripts.run(east.admin(), "register", METADATA, String.valueOf(field(east, "epoch")), id, "", reader);
	}

	private void restart(Runnable replaced) {
		String epoch = field(east, "epoch");
		replaced.run();
		await().until(() -> field(east, "epoch") != null && !epoch.equals(field(east, "epoch")));
	}

	/**
	 * Whether the west has read the present log of the east, and awaits nobody.
	 */
	private boolean isSettled() {
		String cursor = field(west, "s:east");
		return cursor != null && cursor.startsWith(field(east, "epoch") + ':')
				&& cursor.split(":")[1].equals(field(east, "seq")) && field(west, "n:east") == null
				&& !writers(west, "east").isEmpty() && writers(west, "east").equals(writers(east, "east"));
	}

	private static String writers(RedisExtension server, String region) {
		String writers = field(server, "g:" + region);
		return (writers != null) ? writers : "";
	}

	private static @Nullable String field(RedisExtension server, String name) {
		return (String) server.admin().call("HGET", METADATA, name);
	}

}
