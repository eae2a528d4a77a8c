package io.regioncache.replication;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.position.PositionListener;
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
 * The server of a region whose writers register is replaced by one that may lack the end
 * of its data: what was cached there is served again once nothing that was invalidated
 * can be lost.
 */
class HomeRecoveryTests {

	private static final String METADATA = "{app}:m";

	private static final String DEAD = "00000000000000dd";

	private static final int KEYS = 50;

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own("appendonly yes");

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own("appendonly yes");

	private final Topology mesh = Topology.mesh(List.of("east", "west"));

	private final List<ReplicaNode> nodes = new ArrayList<>();

	private ReplicaNode inEast;

	@BeforeEach
	void start() {
		this.inEast = node("east");
		node("west");
		await().until(() -> writers(west).equals(writers(east)) && !writers(east).isEmpty()
				&& String.valueOf(field(west, "epoch")).equals(field(west, "w:east"))
				&& String.valueOf(field(east, "epoch")).equals(field(east, "w:west")) && hasRead(east, west, "west")
				&& hasRead(west, east, "east"));
		this.inEast.cache("kept", "value");
		this.inEast.cache("old", "value");
	}

	/**
	 * Whether nothing is on its way: while regions meet, everything may be marked.
	 */
	private static boolean hasRead(RedisExtension reader, RedisExtension source, String name) {
		return String.valueOf(field(reader, "s:" + name))
			.startsWith(field(source, "epoch") + ":" + field(source, "seq") + ":");
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

	@Test
	void entriesOutliveTwoRestarts() {
		for (int key = 0; key < KEYS; key++) {
			this.inEast.cache("key" + key, "value");
		}
		restart(() -> east.server().restart());
		awaitKept();
		this.inEast.cache("new", "value");
		restart(() -> east.server().restart());
		awaitKept();
		for (int key = 0; key < KEYS; key++) {
			assertThat(this.inEast.read("key" + key)).isEqualTo("value");
		}
		assertThat(this.inEast.read("new")).isEqualTo("value");
	}

	@Test
	void anEntryThatOutlivesItsEpochIsReadByOneCommand() {
		restart(() -> east.server().restart());
		awaitKept();
		await().until(() -> {
			long alone = this.inEast.store().own().lookups().foundAlone();
			this.inEast.read("kept");
			return this.inEast.store().own().lookups().foundAlone() == alone + 1;
		});
		assertThat(epochOf("kept")).as("as if it had been loaded in this epoch").isEqualTo(field(east, "epoch"));
		assertThat(this.inEast.invalidate("kept").join()).isEqualTo(InvalidationResult.APPLIED);
		assertThat(this.inEast.read("kept")).isNull();
	}

	@Test
	void whatTheServerHasLostIsSentAgain() {
		Path snapshot = east.server().snapshot();
		assertThat(this.inEast.invalidate("old").join()).isEqualTo(InvalidationResult.APPLIED);
		restart(() -> east.server().restartFrom(snapshot));
		awaitKept();
		assertThat(this.inEast.read("old")).isNull();
	}

	/**
	 * As if a former primary came back after another one has served.
	 */
	@Test
	void entriesOutliveAFallToDataFromBeforeTheLastEpoch() {
		Path snapshot = east.server().snapshot();
		restart(() -> east.server().restart());
		awaitKept();
		assertThat(this.inEast.invalidate("old").join()).isEqualTo(InvalidationResult.APPLIED);
		await().until(() -> field(west, "t:old") != null);
		String before = field(west, "*");
		restart(() -> east.server().restartFrom(snapshot));
		awaitKept();
		assertThat(this.inEast.read("old")).isNull();
		assertThat(field(west, "*")).isEqualTo(before);
	}

	@Test
	void whatWasInvalidatedHereAloneInALostEpochComesBack() {
		Path snapshot = east.server().snapshot();
		restart(() -> east.server().restart());
		awaitKept();
		ReplicaNode writer = node("east");
		await().until(() -> writers(west).split(" ").length == 2);
		invalidate(writer, InvalidationRegions.HOME);
		restart(() -> east.server().restartFrom(snapshot));
		awaitKept();
		assertThat(this.inEast.read("old")).isNull();
	}

	@Test
	void whatOthersHaveReadComesBack() {
		comesBack(InvalidationRegions.ALL);
	}

	@Test
	void whatWasInvalidatedHereAloneComesBack() {
		comesBack(InvalidationRegions.HOME);
	}

	/**
	 * The process that has invalidated it ends, since the other region has read it.
	 */
	private void comesBack(InvalidationRegions regions) {
		ReplicaNode writer = node("east");
		await().until(() -> writers(west).split(" ").length == 2);
		Path snapshot = east.server().snapshot();
		invalidate(writer, regions);
		restart(() -> east.server().restartFrom(snapshot));
		awaitKept();
		assertThat(this.inEast.read("old")).isNull();
	}

	private void invalidate(ReplicaNode writer, InvalidationRegions regions) {
		assertThat(writer.store()
			.invalidations()
			.invalidate(List.of(Scope.tag("old")), InvalidationMode.REMOVE, regions, PositionListener.UNHEARD)
			.join()).isEqualTo(InvalidationResult.APPLIED);
		writer.close();
		this.nodes.remove(writer);
		await().until(() -> writers(west).split(" ").length == 1);
	}

	@Test
	void nothingIsKeptIfAWriterDoesNotComeBack() {
		RawScripts.run(east.admin(), "register", METADATA, String.valueOf(field(east, "epoch")), DEAD, "", "west");
		await().until(() -> writers(west).contains(DEAD));
		restart(() -> east.server().restart());
		await().until(() -> field(west, "n:east") != null);
		assertThat(this.inEast.read("kept")).as("while it is awaited").isNull();
		west.admin().call("HSET", METADATA, "n:east", field(east, "epoch") + ":0");
		awaitRecovery();
		assertThat(this.inEast.read("kept")).isNull();
		this.inEast.cache("kept", "next");
	}

	@Test
	void nothingOfFormerEpochsIsServedUntilTheOtherRegionCanBeAsked() {
		west.server().pause();
		try {
			restart(() -> east.server().restart());
			this.inEast.cache("new", "value");
			assertThat(this.inEast.read("kept")).isNull();
			assertThat(isRecovered()).isFalse();
		}
		finally {
			west.server().resume();
		}
		awaitKept();
		assertThat(this.inEast.read("new")).isEqualTo("value");
	}

	private void restart(Runnable replaced) {
		String epoch = field(east, "epoch");
		replaced.run();
		await().until(() -> field(east, "epoch") != null && !epoch.equals(field(east, "epoch")));
	}

	private void awaitRecovery() {
		await().until(HomeRecoveryTests::isRecovered);
	}

	private void awaitKept() {
		await().until(() -> "value".equals(this.inEast.read("kept")));
	}

	private static boolean isRecovered() {
		return Objects.equals(field(east, "settled"), field(east, "epoch"));
	}

	private String epochOf(String key) {
		return HexFormat.of().toHexDigits(Objects.requireNonNull(this.inEast.lookup(key).entry()).lease().epoch());
	}

	private static String writers(RedisExtension server) {
		String writers = field(server, "g:east");
		return (writers != null) ? writers : "";
	}

	private static @Nullable String field(RedisExtension server, String name) {
		return (String) server.admin().call("HGET", METADATA, name);
	}

}
