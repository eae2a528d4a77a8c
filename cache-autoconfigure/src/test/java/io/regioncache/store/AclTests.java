package io.regioncache.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.budget.BudgetNode;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.RegionCache;
import io.regioncache.ratelimit.LimitNode;
import io.regioncache.ratelimit.RateLimitDecision;
import io.regioncache.ratelimit.RateLimitDecision.Decider;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RedisDownPolicy;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.VersionVectorQuery;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.AclUser;
import io.regioncache.testkit.RedisAdmin;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static io.regioncache.testkit.Patience.await;

/**
 * The users of {@code docs/security.md} may do what is needed, and no more.
 */
@ExtendWith(OutputCaptureExtension.class)
class AclTests {

	private static final String METADATA = "{app}:m";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own(AclUser.HOME.line("app"), AclUser.PEER.line("app"));

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own(AclUser.HOME.line("app"), AclUser.PEER.line("app"));

	@Test
	void aRegionNeedsTheCommandsOfItsUserAndNoOthers() throws Throwable {
		beginAnew();
		try (ReplicaNode inEast = inEast(); ReplicaNode inWest = inWest()) {
			level(inEast, inWest);
			replicate(inEast, inWest);
		}
		cacheValues();
		waitForLocks();
		limitCalls(east.server().url(AclUser.HOME));
		keepBudgets("maxmemory-policy", "allkeys-lru");
		keepBudgets("maxmemory-policy", "allkeys-lfu");
		withSession(east.server().url(AclUser.HOME), AclTests::dropMarkers);
		withSession(east.server().url(AclUser.HOME), AclTests::judgeArrival);
		assertAllowed(east.admin());
		assertAllowed(west.admin());
		assertUsed(AclUser.HOME, east.admin());
	}

	@Test
	void anotherRegionNeedsTheCommandsOfItsUserAndNoOthers() {
		beginAnew();
		try (ReplicaNode inEast = inEast()) {
			inEast.awaitLevel("west");
			invalidateInTheWest("maps");
			await(() -> marker(east.admin(), "maps") != null);
		}
		// A gap, for which the markers are read
		invalidateInTheWest("books");
		west.admin().call("DEL", "{app}:log");
		try (ReplicaNode inEast = inEast()) {
			await(() -> marker(east.admin(), "books") != null);
			east.server().kill();
			await(() -> inEast.invalidate("authors").join() == InvalidationResult.RELAYED);
		}
		withSession(west.server().url(AclUser.PEER), AclTests::dropMarkers);
		assertAllowed(west.admin());
		assertUsed(AclUser.PEER, west.admin());
	}

	/**
	 * As those do whose caller has written there.
	 */
	@Test
	void anotherRegionThatMayNotReadEntriesIsNotTakenForOneThatHangs(CapturedOutput output) {
		try (CacheNode peer = CacheNode.at(west.server().url(AclUser.PEER))) {
			await(() -> peer.store().isAvailable());
			EntryKey key = peer.store().keysOf("products", "1").apply("k");
			for (int i = 0; i < 20; i++) {
				CompletableFuture<Lookup> lookup = new CompletableFuture<>();
				peer.store().lookups().send(key, List.of(), lookup);
				assertThat(lookup.orTimeout(20, TimeUnit.SECONDS).join().markers()).isNull();
				assertThat(peer.store().isAvailable()).isTrue();
			}
			assertThat(output).doesNotContain("does not answer")
				.containsOnlyOnce("the Redis user lacks a right, so a feature is off; see docs/security.md: NOPERM");
		}
		beginAnew();
	}

	private static void invalidateInTheWest(String tag) {
		try (CacheNode node = CacheNode.at(west.server().url(AclUser.HOME))) {
			await(() -> node.store()
				.invalidate(List.of(Scope.tag(tag)), InvalidationMode.REMOVE)
				.join() == InvalidationResult.APPLIED);
		}
	}

	private static void replicate(ReplicaNode inEast, ReplicaNode inWest) {
		inEast.invalidate("books").join();
		inWest.invalidate("authors").join();
		await(() -> marker(west.admin(), "books") != null && marker(east.admin(), "authors") != null);
		await(() -> calls(east.admin(), "xtrim") > 0);
		west.admin().call("DEL", "{app}:log");
		west.admin().call("HINCRBY", METADATA, "seq", "1");
		inWest.invalidate("shelves").join();
		await(() -> marker(east.admin(), "shelves") != null);
	}

	private static void cacheValues() throws Throwable {
		try (CacheNode node = CacheNode.at(east.server().url(AclUser.HOME))) {
			await(() -> node.store().isAvailable());
			RegionCache cache = node.cache("products");
			for (int i = 0; i < 2; i++) {
				assertThat(cache.get(CacheRequest.of(1L, String.class), () -> "chair")).isEqualTo("chair");
			}
			cache.put(1L, "table");
			cache.putIfAbsent(2L, "lamp");
			assertThat(cache.get(2L, String.class)).isEqualTo("lamp");
			assertThat(cache.getAll(List.of(1L, 3L), String.class, (missing) -> Map.of(3L, "desk"))).hasSize(2);
			cache.evict(1L);
			cache.clear();
			assertThat(cache.get(2L)).isNull();
		}
	}

	private static void keepBudgets(String parameter, String policy) {
		east.admin().configure(parameter, policy);
		try (BudgetNode node = BudgetNode.at(east.server().url(AclUser.HOME), Map.of("books", 1000L))) {
			node.fill("books", 0, 50, (i) -> 100);
			await(() -> {
				node.turn();
				return node.budgets().of("books").removed() > 0;
			});
		}
		finally {
			east.admin().configure(parameter, "noeviction");
		}
	}

	private static void limitCalls(String url) {
		try (LimitNode node = LimitNode.at(url, limit(RateLimitScope.REGION)).awaitAvailable()) {
			assertThat(node.acquire("orders", "ann").by()).isEqualTo(Decider.REGION);
		}
	}

	private static RateLimitPolicy limit(RateLimitScope scope) {
		return new RateLimitPolicy("orders", 1, Duration.ofHours(1), 10, scope, RedisDownPolicy.CLOSED);
	}

	/**
	 * As the page says of such limits.
	 */
	@Test
	void aLimitOfAllRegionsNeedsTwoMoreCommandsOfAPeer() throws IOException {
		Matcher rights = Pattern.compile("`(~shop:limit:\\* [^`]+)`")
			.matcher(Files.readString(Path.of("../docs/security.md")));
		assertThat(rights.find()).isTrue();
		beginAnew();
		Map<String, String> urls = Map.of("east", east.server().url(AclUser.HOME), "west",
				west.server().url(AclUser.PEER));
		try (LimitNode node = LimitNode.among("east", urls, Duration.ofSeconds(5), limit(RateLimitScope.GLOBAL))
			.awaitAvailable()) {
			await(() -> !node.limiters().admitShareOnly());
			assertThat(node.acquire("orders", "ann").admitted()).isTrue();
			await(() -> node.limiters().admitShareOnly());
			assertThat(node.acquire("orders", "ann").remaining()).as("of its share").isLessThan(5);
			List<String> line = new ArrayList<>(List.of("ACL", "SETUSER", AclUser.PEER.userName()));
			line.addAll(List.of(rights.group(1).replace("shop", "app").split(" ")));
			west.admin().call(line.toArray(String[]::new));
			await(() -> !node.limiters().admitShareOnly());
			assertThat(west.admin().list("KEYS", "app:limit:*")).hasSize(1);
		}
		finally {
			west.admin()
				.call("ACL", "SETUSER", AclUser.PEER.userName(), "-get", "-set", "resetkeys", "~{app}:m", "~{app}:log");
		}
	}

	/**
	 * Another node has to wait, and is woken.
	 */
	private static void waitForLocks() {
		try (CacheNode holder = CacheNode.at(east.server().url(AclUser.HOME));
				CacheNode waiting = CacheNode.at(east.server().url(AclUser.HOME))) {
			await(() -> holder.store().isAvailable() && waiting.store().isAvailable());
			EntryKey key = holder.store().keysOf("products", "1").apply("k");
			assertThat(holder.store().locks().take(key, "token-a", Duration.ofMinutes(1)).join()).isZero();
			CompletableFuture<Void> released = waiting.store().locks().released(key);
			assertThat(waiting.store().locks().take(key, "token-b", Duration.ofMinutes(1)).join()).isPositive();
			holder.store().locks().extend(key, "token-a", Duration.ofMinutes(1));
			assertThat(holder.store().locks().release(key, "token-a").join()).isTrue();
			await(released::isDone);
		}
	}

	/**
	 * More than the cap.
	 */
	private static void dropMarkers(Session session) {
		List<Scope> tags = IntStream.range(0, 20).mapToObj((i) -> Scope.tag("tag" + i)).toList();
		new Invalidate(tags, InvalidationMode.REMOVE, 10).send(session).join();
	}

	/**
	 * A value arrives whose origin had not applied all that this region has.
	 */
	private static void judgeArrival(Session session) {
		Map<Long, Long> applied = VersionVectorQuery.ask(session).join().applied();
		List<String> arguments = new ArrayList<>(List.of(Integer.toString(applied.size())));
		applied.forEach((epoch, sequence) -> {
			arguments.add(HexFormat.of().toHexDigits(epoch));
			arguments.add(Long.toString(Math.max(0, sequence - 1)));
		});
		session.run(Script.ACCEPT, arguments.stream().map(RedisKeys::bytes).toArray(byte[][]::new)).join();
	}

	private static void withSession(String url, Consumer<Session> task) {
		RedisClient client = RedisClient.create(url);
		MetadataKeys keys = MetadataKeys.of("app");
		Session session = new RedisConnector(() -> client, keys).open();
		try {
			task.accept(session);
		}
		finally {
			session.close();
			client.shutdown();
		}
	}

	@Test
	void anotherRegionCannotReadValues() {
		try (ReplicaNode inWest = inWest()) {
			inWest.cache("chair", "29.90");
		}
		RedisClient client = RedisClient.create(west.server().url(AclUser.PEER));
		RegionStore peer = new RegionStore("west", () -> client, "app", "",
				new ConnectionSettings(Duration.ofSeconds(5), Duration.ofSeconds(5)));
		try {
			peer.start();
			await(peer::isAvailable);
			CompletableFuture<Lookup> lookup = new CompletableFuture<>();
			peer.lookups().send(peer.keysOf("books", "1").apply("chair"), List.of(), lookup);
			assertThat(lookup.join().entry()).isNull();
		}
		finally {
			peer.close();
			client.shutdown();
		}
	}

	@Test
	void aUserWithoutTheChannelLearnsOfTheLogLater(CapturedOutput output) {
		west.admin().call("ACL", "SETUSER", AclUser.PEER.userName(), "resetchannels");
		try (ReplicaNode inEast = inEast()) {
			inEast.awaitLevel("west");
			invalidateInTheWest("books");
			await(() -> marker(east.admin(), "books") != null);
			assertThat(output)
				.contains("Cannot subscribe to channel {app}:log; the log is read only every PT1S (NOPERM");
		}
		finally {
			west.admin().call("ACL", "SETUSER", AclUser.PEER.userName(), "&{app}:m", "&{app}:log", "&app:wake:*");
		}
	}

	@Test
	void aClusterNeedsTheSame() {
		try (RedisClusterSetup cluster = RedisClusterSetup.start(3, false, AclUser.HOME.line("race"))) {
			List<RedisURI> uris = cluster.nodes()
				.stream()
				.map((node) -> RedisURI.create(node.url(AclUser.HOME)))
				.toList();
			try (StoreNode node = new StoreNode(RedisClusterClient.create(uris), 0)) {
				await(() -> node.store().isAvailable());
				for (int key = 0; key < 20; key++) {
					long version = key;
					assertThat(node.read(key, () -> version)).isEqualTo(version);
					assertThat(node.read(key, () -> -1)).isEqualTo(version);
				}
				assertThat(node.invalidate(1)).isTrue();
			}
			limitCalls(uris);
			cluster.nodes().forEach((node) -> assertAllowed(node.admin()));
		}
	}

	private static void limitCalls(List<RedisURI> cluster) {
		try (LimitNode node = LimitNode.of(cluster, "race", limit(RateLimitScope.REGION)).awaitAvailable()) {
			for (int key = 0; key < 20; key++) {
				RateLimitDecision decision = node.acquire("orders", "user" + key);
				assertThat(decision.by()).isEqualTo(Decider.REGION);
				assertThat(decision.remaining()).isEqualTo(9);
			}
		}
	}

	private static ReplicaNode inEast() {
		return node("east", Map.of("east", east.server().url(AclUser.HOME), "west", west.server().url(AclUser.PEER)));
	}

	private static ReplicaNode inWest() {
		return node("west", Map.of("east", east.server().url(AclUser.PEER), "west", west.server().url(AclUser.HOME)));
	}

	private static ReplicaNode node(String home, Map<String, String> urls) {
		return new ReplicaNode(home, Topology.mesh(List.of("east", "west")), urls::get);
	}

	private static void level(ReplicaNode inEast, ReplicaNode inWest) {
		inEast.awaitLevel("west");
		inWest.awaitLevel("east");
	}

	private static Object marker(RedisAdmin admin, String tag) {
		return admin.call("HGET", METADATA, Scope.tag(tag).field());
	}

	private static long calls(RedisAdmin admin, String command) {
		return admin.commandCalls().getOrDefault(command, 0L);
	}

	private static void beginAnew() {
		for (RedisAdmin admin : List.of(east.admin(), west.admin())) {
			admin.call("ACL", "LOG", "RESET");
			admin.call("SCRIPT", "FLUSH");
		}
	}

	private static void assertAllowed(RedisAdmin admin) {
		assertThat(admin.list("ACL", "LOG")).as("what was refused").isEmpty();
	}

	private static void assertUsed(AclUser user, RedisAdmin admin) {
		List<String> commands = user.commands().stream().filter((name) -> !name.contains("|")).toList();
		assertThat(admin.commandCalls().keySet()).containsAll(commands);
	}

}
