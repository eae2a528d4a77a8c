package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

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
 * A third region is added to two whose writers register, and taken away again, while they
 * invalidate: neither of them loses an entry that was not invalidated.
 */
class AddedRegionTests {

	private static final String METADATA = "{app}:m";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension ohio = RedisExtension.own();

	private final Topology two = Topology.mesh(List.of("east", "west"));

	private final Topology three = Topology.mesh(List.of("east", "west", "ohio"));

	private final List<ReplicaNode> nodes = new ArrayList<>();

	private final AtomicBoolean stopped = new AtomicBoolean();

	private ReplicaNode inEast;

	private ReplicaNode inWest;

	@BeforeEach
	void start() {
		this.inEast = node("east", this.two);
		this.inWest = node("west", this.two);
		await().until(() -> areFamiliar(east, "west") && areFamiliar(west, "east"));
		for (ReplicaNode node : List.of(this.inEast, this.inWest)) {
			node.cache("kept", "value");
			node.cache("old", "value");
		}
	}

	@AfterEach
	void stop() {
		this.stopped.set(true);
		this.nodes.forEach(ReplicaNode::close);
	}

	private ReplicaNode node(String name, Topology topology) {
		ReplicaNode node = ReplicaNode.guarded(name, topology,
				Map.of("east", east.server().url(), "west", west.server().url(), "ohio", ohio.server().url())::get,
				true);
		this.nodes.add(node);
		return node;
	}

	private ReplicaNode replace(ReplicaNode former, Topology topology) {
		ReplicaNode next = node(former.name(), topology);
		await().until(() -> writers(server(former.name()), former.name()).split(" ").length == 2);
		former.close();
		this.nodes.remove(former);
		return next;
	}

	@Test
	void nobodyElseGoesColdForARegionThatIsAddedOrRemoved() {
		String inEastBefore = field(east, "*");
		String inWestBefore = field(west, "*");
		this.inEast = replace(this.inEast, this.three);
		this.inWest = replace(this.inWest, this.three);
		AtomicInteger load = new AtomicInteger();
		CompletableFuture<Void> writers = CompletableFuture.runAsync(() -> invalidateUntilStopped(load));
		await().until(() -> load.get() > 20);
		assertThat(field(ohio, "epoch")).as("left to its own processes").isNull();
		ReplicaNode inOhio = node("ohio", this.three);
		await().until(() -> areFamiliar(east, "ohio") && areFamiliar(west, "ohio") && areFamiliar(ohio, "east")
				&& areFamiliar(ohio, "west"));
		int before = load.get();
		await().until(() -> inOhio.invalidate("old").join() == InvalidationResult.APPLIED);
		await().until(() -> this.inEast.read("old") == null && this.inWest.read("old") == null);
		await().until(() -> load.get() > before + 20);
		this.stopped.set(true);
		writers.join();
		assertThat(field(east, "*")).isEqualTo(inEastBefore);
		assertThat(field(west, "*")).isEqualTo(inWestBefore);
		inOhio.close();
		this.nodes.remove(inOhio);
		this.inEast = replace(this.inEast, this.two);
		this.inWest = replace(this.inWest, this.two);
		assertThat(this.inEast.read("kept")).isEqualTo("value");
		assertThat(this.inWest.read("kept")).isEqualTo("value");
		assertThat(field(east, "*")).isEqualTo(inEastBefore);
		assertThat(field(west, "*")).isEqualTo(inWestBefore);
	}

	private void invalidateUntilStopped(AtomicInteger count) {
		while (!this.stopped.get()) {
			(((count.get() & 1) == 0) ? this.inEast : this.inWest).invalidate("load" + count.get() % 50).join();
			count.incrementAndGet();
		}
	}

	private static RedisExtension server(String region) {
		return region.equals("east") ? east : west;
	}

	/**
	 * Whether one region has been level with another in its own epoch, and knows the
	 * writers of it.
	 */
	private static boolean areFamiliar(RedisExtension reader, String source) {
		return field(reader, "epoch") != null && field(reader, "epoch").equals(field(reader, "w:" + source))
				&& !writers(reader, source).isEmpty();
	}

	private static String writers(RedisExtension server, String region) {
		String writers = field(server, "g:" + region);
		return (writers != null) ? writers : "";
	}

	private static @Nullable String field(RedisExtension server, String name) {
		return (String) server.admin().call("HGET", METADATA, name);
	}

}
