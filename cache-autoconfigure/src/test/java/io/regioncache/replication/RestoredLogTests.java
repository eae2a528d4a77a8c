package io.regioncache.replication;

import java.nio.file.Path;
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
 * The server of a region comes back, twice, with a log that others have not read like
 * that; they keep their entries.
 */
class RestoredLogTests {

	private static final String METADATA = "{app}:m";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own("appendonly yes");

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final List<ReplicaNode> nodes = new ArrayList<>();

	private ReplicaNode inEast;

	private ReplicaNode inWest;

	@BeforeEach
	void start() {
		this.inEast = node("east");
		this.inWest = node("west");
		await().until(() -> isSettled() && Objects.equals(field(west, "epoch"), field(west, "w:east")));
		this.inWest.cache("kept", "value");
		this.inWest.cache("old", "value");
	}

	@AfterEach
	void stop() {
		this.nodes.forEach(ReplicaNode::close);
	}

	private ReplicaNode node(String name) {
		ReplicaNode node = ReplicaNode.guarded(name, Topology.mesh(List.of("east", "west")),
				Map.of("east", east.server().url(), "west", west.server().url())::get, true);
		this.nodes.add(node);
		return node;
	}

	/**
	 * The log that is back is of two epochs.
	 */
	@Test
	void dataFromBeforeAnEmptyServer() {
		String before = field(west, "*");
		restart(() -> east.server().restart());
		Path snapshot = east.server().snapshot();
		restart(() -> east.server().restartEmpty());
		restart(() -> east.server().restartFrom(snapshot));
		assertKept(before);
	}

	/**
	 * Redis does the half of a step that was left when it loads the log once more, and
	 * then counts on past the last record.
	 */
	@Test
	void anAppendOnlyFileThatWasCutWithinAStep() {
		String before = field(west, "*");
		this.inEast.invalidate("cut").join();
		restart(() -> east.server().restartWithHalfAStep());
		restart(() -> east.server().restart());
		assertKept(before);
	}

	private void assertKept(@Nullable String before) {
		assertThat(field(west, "*")).isEqualTo(before);
		assertThat(this.inWest.read("kept")).isEqualTo("value");
		await().until(() -> this.inEast.invalidate("old").join() == InvalidationResult.APPLIED);
		await().until(() -> this.inWest.read("old") == null);
		assertThat(this.inWest.read("kept")).isEqualTo("value");
	}

	private void restart(Runnable replaced) {
		String epoch = Objects.requireNonNull(field(east, "epoch"));
		replaced.run();
		await().until(() -> field(east, "epoch") != null && !epoch.equals(field(east, "epoch")) && isSettled());
	}

	/**
	 * Whether the west has read the present log of the east, and awaits nobody.
	 */
	private boolean isSettled() {
		String cursor = field(west, "s:east");
		String writers = field(east, "g:east");
		return cursor != null && cursor.startsWith(field(east, "epoch") + ':') && field(west, "n:east") == null
				&& writers != null && writers.equals(field(west, "g:east"));
	}

	private static @Nullable String field(RedisExtension server, String name) {
		return (String) server.admin().call("HGET", METADATA, name);
	}

}
