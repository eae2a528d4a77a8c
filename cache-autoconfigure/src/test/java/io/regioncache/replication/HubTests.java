package io.regioncache.replication;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.test.SimulatedNetwork;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.entry.Scope;
import io.regioncache.testkit.RedisAdmin;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Four regions around a hub, on real servers and a simulated network.
 */
class HubTests {

	private static final List<String> REGIONS = List.of("hub", "east", "west", "south");

	private static final String METADATA = "{app}:m";

	private final Map<String, RedisServer> servers = new LinkedHashMap<>();

	private final Map<String, ReplicaNode> nodes = new LinkedHashMap<>();

	private final Map<String, Long> clocks = new LinkedHashMap<>();

	private SimulatedNetwork network;

	@BeforeEach
	void startServers() {
		Map<String, String> urls = new LinkedHashMap<>();
		for (String region : REGIONS) {
			this.servers.put(region, RedisServer.start());
			urls.put(region, this.servers.get(region).url());
		}
		this.network = SimulatedNetwork.of(urls);
	}

	private void start(Topology topology) {
		REGIONS.forEach((region) -> this.nodes.put(region,
				new ReplicaNode(region, topology, (other) -> this.network.url(region, other))));
	}

	private void startAroundHub() {
		start(Topology.hub(REGIONS, "hub"));
		REGIONS.subList(1, 4).forEach((spoke) -> this.nodes.get(spoke).awaitLevel("hub"));
		this.nodes.get("hub").awaitLevel("east", "west", "south");
	}

	@AfterEach
	void stop() {
		this.nodes.values().forEach(ReplicaNode::close);
		this.network.close();
		this.servers.values().forEach(RedisServer::close);
	}

	@Test
	void spokesReadFromTheHubOnly() {
		startAroundHub();
		invalidate("east", "books");
		awaitEverywhere("books");
		invalidate("hub", "authors");
		awaitEverywhere("authors");
		assertThat(sources("east")).containsExactly("hub");
		assertThat(sources("south")).containsExactly("hub");
	}

	@Test
	void aSpokeMayReadFromAnother() {
		start(new Topology(Topology.Kind.HUB, REGIONS, "hub", Map.of("south", "west")));
		this.nodes.get("south").awaitLevel("west");
		invalidate("east", "books");
		awaitEverywhere("books");
		invalidate("south", "authors");
		awaitEverywhere("authors");
		assertThat(sources("south")).containsExactly("west");
	}

	@Test
	void aDeadHubIsReplaced() {
		startAroundHub();
		this.servers.get("hub").kill();
		invalidate("west", "books");
		awaitIn("books", "east", "south");
		this.servers.get("hub").restartEmpty();
		invalidate("south", "authors");
		awaitEverywhere("authors");
		await().until(() -> sources("west").equals(Set.of("hub")));
	}

	@Test
	void aLogIsTrimmedThoughSomeHaveReadItForAWhile() {
		startAroundHub();
		this.servers.get("hub").kill();
		invalidate("west", "books");
		awaitIn("books", "east", "south");
		this.servers.get("hub").restartEmpty();
		await().until(() -> sources("west").equals(Set.of("hub")) && sources("south").equals(Set.of("hub")));
		for (int i = 0; i < 1000; i++) {
			this.nodes.get("east").invalidate("tag" + i);
		}
		invalidate("east", "authors");
		awaitEverywhere("authors");
		for (String region : REGIONS) {
			await().until(() -> this.servers.get(region).admin().number("XLEN", "{app}:log") < 500);
		}
	}

	@Test
	void aSpokeThatAloneIsCutOffFromTheHubFindsAnotherWay() {
		startAroundHub();
		this.network.cut("south", "hub");
		invalidate("south", "books");
		awaitEverywhere("books");
		invalidate("hub", "authors");
		awaitEverywhere("authors");
		this.network.heal();
		await().until(() -> sources("south").equals(Set.of("hub")));
	}

	@Test
	void aRegionIsPromoted() {
		startAroundHub();
		this.nodes.get("south").replicator().promote("east");
		await().until(() -> sources("south").equals(Set.of("east")) && sources("west").equals(Set.of("east"))
				&& sources("hub").equals(Set.of("east")));
		invalidate("south", "books");
		awaitEverywhere("books");
		this.nodes.remove("west").close();
		this.nodes.put("west",
				new ReplicaNode("west", Topology.hub(REGIONS, "hub"), (other) -> this.network.url("west", other)));
		await().until(() -> sources("west").equals(Set.of("east")));
	}

	@Test
	void aRegionIsPromotedWhileTheFormerHubIsCutOff() {
		startAroundHub();
		this.network.isolate("hub");
		this.nodes.get("west").replicator().promote("south");
		invalidate("hub", "behind the cut");
		invalidate("east", "books");
		awaitIn("books", "west", "south");
		this.network.heal();
		awaitEverywhere("books");
		awaitEverywhere("behind the cut");
		await().until(() -> sources("hub").equals(Set.of("south")));
	}

	@Test
	void aDrainedRegionAnswersNoReadsAndIsKeptUpToDate() {
		startAroundHub();
		this.nodes.get("east").replicator().drain("hub");
		await().until(() -> this.nodes.values().stream().allMatch((node) -> node.replicator().routes().number() == 1));
		assertThat(this.nodes.get("west").replicator().topology().hub()).isEqualTo("east");
		ReplicaNode drained = this.nodes.get("hub");
		// The nearest answers, which may be any of them
		for (String region : List.of("east", "west", "south")) {
			this.nodes.get(region).cache("books", "from " + region);
		}
		drained.store("books", "from hub", this.nodes.get("west").lookup("books"));
		assertThat(await().until(() -> drained.read("books"), Objects::nonNull)).isIn("from east", "from west",
				"from south");
		assertThat(this.nodes.get("west").read("books")).isEqualTo("from west");
		invalidate("west", "authors");
		awaitEverywhere("authors");
		invalidate("hub", "libraries");
		awaitEverywhere("libraries");
		drained.replicator().restore("hub");
		await().until(() -> this.nodes.values().stream().allMatch((node) -> node.replicator().routes().number() == 2));
		assertThat(this.nodes.get("west").replicator().topology().hub()).isEqualTo("hub");
	}

	/**
	 * A spoke knows other regions by its hub only. {@code docs/security.md} says so. A
	 * spoke that reads the state of the hub meanwhile passes over what is forged.
	 */
	@Test
	void whoeverWritesToTheHubHidesWhatPassesThroughIt() {
		startAroundHub();
		AtomicInteger round = new AtomicInteger();
		await().until(() -> isHidden("hidden" + round.incrementAndGet()));
		invalidate("west", "hidden too");
		invalidate("west", "authors");
		awaitEverywhere("authors");
	}

	/**
	 * Claim two positions of the west before it issues the first of them.
	 */
	private boolean isHidden(String tag) {
		RedisAdmin west = this.servers.get("west").admin();
		String epoch = west.text("HGET", METADATA, "epoch");
		forge("hub", epoch, west.number("HGET", METADATA, "o:" + epoch) + 2);
		invalidate("west", tag);
		awaitIn(tag, "hub", "west");
		invalidate("hub", "seen with " + tag);
		awaitEverywhere("seen with " + tag);
		return !isMarked("east", tag, Scope.tag(tag)) && !isMarked("east", tag, Scope.ALL);
	}

	private void forge(String region, String epoch, long sequence) {
		this.servers.get(region)
			.admin()
			.call("EVAL",
					"""
							local function bytes(epoch)
								return (string.gsub(epoch, '%x%x', function(digits) return string.char(tonumber(digits, 16)) end))
							end
							local seq = redis.call('HINCRBY', KEYS[1], 'seq', 1)
							local own = redis.call('HGET', KEYS[1], 'epoch')
							local clock = tonumber(redis.call('HGET', KEYS[1], 'clock') or '0')
							redis.call('XADD', KEYS[2], seq .. '-0', 'r', '\\1R\\1' .. bytes(own) .. struct.pack('>I8I8', seq, clock)
								.. bytes(ARGV[1]) .. struct.pack('>I8I8', ARGV[2], 0) .. 't:forged')
							""",
					"2", METADATA, "{app}:log", epoch, String.valueOf(sequence));
	}

	@Test
	void unknownRegionsAreRefused() {
		startAroundHub();
		Replicator replicator = this.nodes.get("east").replicator();
		assertThatIllegalArgumentException().isThrownBy(() -> replicator.promote("north"))
			.withMessage("Unknown region 'north', known are [hub, east, west, south]");
		assertThatIllegalArgumentException().isThrownBy(() -> replicator.drain("north"));
		assertThatIllegalArgumentException().isThrownBy(() -> replicator.restore("north"));
	}

	private void invalidate(String region, String tag) {
		this.servers.forEach((name, server) -> {
			Object clock = server.running() ? server.admin().call("HGET", METADATA, "clock") : null;
			this.clocks.put(name + tag, (clock != null) ? Long.parseLong((String) clock) : 0);
		});
		await().until(() -> this.nodes.get(region).invalidate(tag).join() == InvalidationResult.APPLIED);
	}

	private Set<String> sources(String region) {
		return this.nodes.get(region).replicator().sources().keySet();
	}

	private void awaitEverywhere(String tag) {
		awaitIn(tag, REGIONS.toArray(String[]::new));
	}

	private void awaitIn(String tag, String... regions) {
		for (String region : regions) {
			await().until(() -> isMarked(region, tag, Scope.tag(tag)) || isMarked(region, tag, Scope.ALL));
		}
	}

	private boolean isMarked(String region, String tag, Scope scope) {
		Object marker = this.servers.get(region).admin().call("HGET", METADATA, scope.field());
		return marker != null && Long.parseLong((String) marker) > this.clocks.get(region + tag);
	}

	private static ConditionFactory await() {
		return Awaitility.await().ignoreExceptions();
	}

}
