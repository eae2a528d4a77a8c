package io.regioncache.websession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.test.SimulatedNetwork;
import io.regioncache.testkit.RedisServer;
import io.regioncache.websession.WebSessionCounts.Event;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Sessions in three regions, each with a Redis of its own, that are cut off from each
 * other, emptied, restarted and dead.
 */
class SessionsAcrossRegionsTests {

	private static final List<String> REGIONS = List.of("east", "west", "south");

	/** How often a user changes the region: 100,000 in a deep run. */
	private static final int HOPS = Integer.getInteger("regioncache.sessions.hops", 300);

	private static final int SESSIONS = 40;

	private static final Map<String, RedisServer> servers = new HashMap<>();

	private final Map<String, SessionNode> nodes = new HashMap<>();

	private SimulatedNetwork network;

	@BeforeAll
	static void startServers() {
		REGIONS.forEach((region) -> servers.put(region, RedisServer.start()));
	}

	@AfterAll
	static void stopServers() {
		servers.values().forEach(RedisServer::close);
		servers.clear();
	}

	@BeforeEach
	void start() {
		Map<String, String> urls = new HashMap<>();
		servers.forEach((region, server) -> {
			server.admin().flushAll();
			urls.put(region, server.url());
		});
		this.network = SimulatedNetwork.of(urls);
		REGIONS.forEach((region) -> this.nodes.put(region,
				SessionNode.among(region, REGIONS, (other) -> this.network.url(region, other))));
		this.nodes.values().forEach(SessionNode::awaitComplete);
		awaitEverywhere(in("east").login(null));
	}

	/**
	 * Changes are repeated until all have them: on a busy machine, a server may not
	 * answer in time.
	 */
	private void awaitEverywhere(String... ids) {
		AtomicInteger round = new AtomicInteger();
		await().until(() -> {
			boolean everywhere = true;
			for (String id : ids) {
				boolean there = REGIONS.stream().allMatch((region) -> stores(region, id));
				everywhere &= there;
				if (!there && round.incrementAndGet() % 20 == 0) {
					REGIONS.stream()
						.filter((region) -> in(region).accepts(id))
						.findFirst()
						.ifPresent((region) -> in(region).change(id, "round", round.get()));
				}
			}
			return everywhere;
		});
	}

	@AfterEach
	void stop() {
		this.nodes.values().forEach(SessionNode::close);
		this.nodes.clear();
		this.network.close();
	}

	private SessionNode in(String region) {
		return this.nodes.get(region);
	}

	private static RedisServer server(String region) {
		return servers.get(region);
	}

	private static boolean stores(String region, String id) {
		return server(region).admin().number("EXISTS", "app:ws:shop:" + id) == 1;
	}

	@Test
	void changesOfTwoRegionsAtOnceBothStay() {
		String id = in("east").login("ann");
		awaitEverywhere(id);
		in("east").change(id, "one", "1");
		in("west").change(id, "other", "2");
		await().until(() -> REGIONS.stream()
			.allMatch((region) -> "1".equals(in(region).attribute(id, "one"))
					&& "2".equals(in(region).attribute(id, "other"))));
	}

	@Test
	void whatOneRegionDestroysNoneAccepts() {
		String one = in("east").login(null);
		List<String> all = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			all.add(in(REGIONS.get(i % 3)).login("ann"));
		}
		awaitEverywhere(all.toArray(String[]::new));
		in("west").repository().deleteById(one);
		in("west").repository().deleteByPrincipalName("ann");
		assertThat(in("west").accepts(one)).isFalse();
		assertThat(all).noneMatch((id) -> in("west").accepts(id));
		await().until(() -> REGIONS.stream()
			.allMatch((region) -> !in(region).accepts(one) && all.stream().noneMatch((id) -> in(region).accepts(id))));
		String later = in("west").login("ann");
		awaitEverywhere(later);
		assertThat(in("south").accepts(later)).isTrue();
	}

	@Test
	void aUserWhoRoamsInsideTheLagIsLoggedIn() {
		int lost = 0;
		long unanswered = unanswered();
		String id = in("east").login("ann");
		for (int i = 0; i < HOPS; i++) {
			SessionNode here = in(REGIONS.get((i + 1) % 3));
			RegionSession session = here.repository().findById(id);
			if (session == null) {
				lost += (unanswered() == unanswered) ? 1 : 0;
				unanswered = unanswered();
				id = here.login("ann");
				continue;
			}
			id = session.changeSessionId();
			here.repository().save(session);
		}
		assertThat(lost).isZero();
		long elsewhere = this.nodes.values()
			.stream()
			.mapToLong((node) -> node.sessions().counts().of(Event.ELSEWHERE))
			.sum();
		assertThat(elsewhere).as("hops that were faster than replication").isPositive();
	}

	/**
	 * How often a server of a busy machine has not answered in time.
	 */
	private long unanswered() {
		return this.nodes.values()
			.stream()
			.map((node) -> node.sessions().counts())
			.mapToLong((counts) -> counts.of(Event.UNKNOWN) + counts.of(Event.UNSAVED))
			.sum();
	}

	@Test
	void anEmptiedRegionKeepsWhatLivesAndRefusesWhatIsRevoked() {
		List<String> living = logins();
		List<String> revoked = logins();
		destroy(revoked);
		server("east").admin().flushAll();
		assertStanding(living, revoked);
	}

	@Test
	void aRegionThatIsRestartedEmptyKeepsWhatLivesAndRefusesWhatIsRevoked() {
		List<String> living = logins();
		List<String> revoked = logins();
		destroy(revoked);
		server("east").restartEmpty();
		assertStanding(living, revoked);
	}

	/**
	 * The server comes back with sessions, and without what revokes them.
	 */
	@Test
	void aRegionThatFallsBackToASnapshotRefusesWhatIsRevoked() {
		List<String> living = logins();
		List<String> revoked = logins();
		java.nio.file.Path snapshot = server("east").snapshot();
		destroy(revoked);
		server("east").restartFrom(snapshot);
		assertStanding(living, revoked);
	}

	private List<String> logins() {
		List<String> ids = new ArrayList<>();
		for (int i = 0; i < SESSIONS; i++) {
			ids.add(in(REGIONS.get(i % 3)).login("user" + i));
		}
		awaitEverywhere(ids.toArray(String[]::new));
		return ids;
	}

	private void destroy(List<String> ids) {
		ids.forEach((id) -> in("east").repository().deleteById(id));
		await().until(() -> ids.stream().noneMatch((id) -> in("west").accepts(id) || in("south").accepts(id)));
	}

	/**
	 * Never may a revoked session be accepted meanwhile, and at last every living one is.
	 */
	private void assertStanding(List<String> living, List<String> revoked) {
		await().until(() -> {
			assertThat(revoked).noneMatch((id) -> in("east").accepts(id));
			return living.stream().allMatch((id) -> in("east").accepts(id));
		});
		assertThat(living).allMatch((id) -> in("west").accepts(id) && in("south").accepts(id));
		assertThat(revoked).noneMatch((id) -> in("west").accepts(id) || in("south").accepts(id));
	}

	@Test
	void noSessionOfFormerTimesIsAcceptedWhileARegionCannotBeAsked() {
		String former = in("east").login("ann");
		awaitEverywhere(former);
		this.network.link("east", "south").blackHole();
		server("east").admin().flushAll();
		await().until(() -> in("east").sessions().isRecovering());
		assertThat(in("east").accepts(former)).isFalse();
		String later = in("east").login("ann");
		assertThat(in("east").accepts(later)).isTrue();
		this.network.link("east", "south").heal();
		await().until(() -> in("east").accepts(former));
		assertThat(in("east").accepts(later)).isTrue();
	}

	@Test
	void aRegionThatHasMissedTheLogStillLearnsWhatIsRevoked() {
		String one = in("east").login(null);
		String other = in("east").login("ann");
		awaitEverywhere(one, other);
		this.nodes.remove("west").close();
		in("east").repository().deleteById(one);
		in("east").repository().deleteByPrincipalName("ann");
		await().until(() -> !in("south").accepts(other));
		server("east").admin().call("XTRIM", "{app}:log", "MAXLEN", "0");
		server("south").admin().call("XTRIM", "{app}:log", "MAXLEN", "0");
		this.nodes.put("west", SessionNode.among("west", REGIONS, (region) -> this.network.url("west", region)));
		await().until(() -> !in("west").accepts(one) && !in("west").accepts(other));
	}

	@Test
	void whileRedisIsDownAnotherRegionAnswers() {
		String id = in("east").login("ann");
		awaitEverywhere(id);
		server("east").kill();
		await().until(() -> in("east").accepts(id));
		in("east").change(id, "meanwhile", "1");
		String created = in("east").login("bob");
		assertThat(in("east").accepts(created)).isTrue();
		in("east").repository().deleteById(id);
		assertThat(in("east").accepts(id)).isFalse();
		server("east").restart();
		await().until(() -> in("east").store().isAvailable() && in("east").accepts(created));
		assertThat(in("east").accepts(id)).isFalse();
		await().until(() -> !in("west").accepts(id) && !in("south").accepts(id));
	}

	@Test
	void aRevocationIsDroppedOnceEveryRegionHasReadIt() {
		String id = in("east").login(null);
		in("east").repository().deleteById(id);
		await().until(() -> revocations("east") == 1 && revocations("west") == 1 && revocations("south") == 1);
		for (String region : REGIONS) {
			for (Object field : server(region).admin().list("HKEYS", "{app}:m")) {
				if (String.valueOf(field).startsWith("x:")) {
					server(region).admin().call("HSET", "{app}:m", String.valueOf(field), "1");
				}
			}
		}
		await().atMost(Duration.ofMinutes(1))
			.until(() -> REGIONS.stream().allMatch((region) -> revocations(region) == 0));
	}

	private static long revocations(String region) {
		return server(region).admin()
			.list("HKEYS", "{app}:m")
			.stream()
			.filter((field) -> String.valueOf(field).startsWith("x:"))
			.count();
	}

	@Test
	void theSessionsOfAUserAreListedInEveryRegion() {
		String one = in("east").login("ann");
		String other = in("west").login("ann");
		assertThat(in("south").repository().findByPrincipalName("ann")).containsOnlyKeys(one, other);
		server("east").admin().flushAll();
		await().until(() -> in("east").accepts(other));
		assertThat(in("east").repository().findByPrincipalName("ann")).containsKey(other);
	}

}
