package io.regioncache.actuate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import io.regioncache.actuate.OperatorClient.Answer;
import io.regioncache.replication.Replicator;
import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.actuate.audit.AuditEvent;
import org.springframework.boot.actuate.audit.InMemoryAuditEventRepository;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What operators can ask and order of an application of two regions with a hub, and who
 * of them may.
 */
class RegionsEndpointTests {

	private static final String INVALIDATE = "{\"scope\": \"tag\", \"tag\": \"nobody\"}";

	private static final String RESTORE = "{\"action\": \"restore\"}";

	private static RedisServer eastRedis;

	private static RedisServer westRedis;

	private static ConfigurableApplicationContext east;

	private static ConfigurableApplicationContext west;

	@BeforeAll
	static void start() {
		eastRedis = RedisServer.start();
		westRedis = RedisServer.start();
		east = run("east", "--management.endpoint.regions.access=unrestricted",
				"--management.endpoint.writebehind.access=unrestricted");
		west = run("west");
		Awaitility.await().until(() -> isLevel(east, "west") && isLevel(west, "east"));
	}

	@AfterAll
	static void stop() {
		east.close();
		west.close();
		eastRedis.close();
		westRedis.close();
	}

	private static ConfigurableApplicationContext run(String home, String... more) {
		List<String> all = new ArrayList<>(List.of("--regions.replication.topology=hub",
				"--regions.replication.hub=east", "--regions.caches.products.ttl=1h", "--regions.deploy-id=blue",
				"--regions.rollout.canary=east", "--regions.rollout.batches[0]=west"));
		all.addAll(List.of(more));
		return OperatedApplication.run(home, eastRedis.url(), westRedis.url(), all.toArray(String[]::new));
	}

	private static boolean isLevel(ConfigurableApplicationContext context, String source) {
		var state = context.getBean(Replicator.class).sources().get(source);
		return state != null && state.records() == 0;
	}

	private static OperatorClient admin() {
		return OperatorClient.of(east).as("admin");
	}

	@ParameterizedTest
	@CsvSource({ ",401,401", "reader,200,403", "admin,200,200" })
	void eachUserMayDoWhatIsDocumented(String user, int reads, int writes) {
		assertThat(statuses(OperatorClient.of(east).as(user))).isEqualTo(expected(reads, writes));
	}

	@Test
	void unlessAccessIsGrantedNobodyCanWrite() {
		assertThat(statuses(OperatorClient.of(west).as("admin"))).isEqualTo(expected(200, 405));
	}

	@Test
	void eachOperationThatWritesLeavesOneAuditEventIfItIsAllowed() {
		InMemoryAuditEventRepository events = east.getBean(InMemoryAuditEventRepository.class);
		DeclaredOperations.all().forEach((name, writes) -> {
			int before = ours(events).size();
			operations().get(name).apply(OperatorClient.of(east).as("reader"));
			operations().get(name).apply(admin());
			assertThat(ours(events).subList(before, ours(events).size())).as(name)
				.hasSize(writes ? 1 : 0)
				.allMatch((event) -> event.getPrincipal().equals("admin"));
		});
	}

	private static Map<String, Integer> statuses(OperatorClient client) {
		Map<String, Integer> statuses = new TreeMap<>();
		operations().forEach((name, operation) -> statuses.put(name, operation.apply(client).status()));
		return statuses;
	}

	/**
	 * Of every operation that there is: one that nobody has added below is missed here.
	 */
	private static Map<String, Integer> expected(int reads, int writes) {
		Map<String, Integer> statuses = new TreeMap<>();
		DeclaredOperations.all().forEach((name, changes) -> statuses.put(name, changes ? writes : reads));
		return statuses;
	}

	private static Map<String, Function<OperatorClient, Answer>> operations() {
		east.getBean(OperatedApplication.Products.class).find(1);
		west.getBean(OperatedApplication.Products.class).find(1);
		return Map.of("RegionsEndpoint.regions", (client) -> client.get(""), "RegionsEndpoint.region",
				(client) -> client.get("/west"), "RegionsEndpoint.ask",
				(client) -> client.get("/entries/products?key=1"), "RegionsEndpoint.invalidate",
				(client) -> client.post("", INVALIDATE), "RegionsEndpoint.act",
				(client) -> client.post("/west", RESTORE), "RegionsPageEndpoint.page",
				(client) -> client.endpoint("regionspage").get(""), "WriteBehindEndpoint.caches",
				(client) -> client.endpoint("writebehind").get(""), "WriteBehindEndpoint.parked",
				(client) -> client.endpoint("writebehind").get("/wishes"), "WriteBehindEndpoint.act",
				(client) -> client.endpoint("writebehind").post("/wishes", "{\"action\": \"retry\"}"));
	}

	@Test
	void pipelineIsToldWhatBecomesOfADeployment() {
		Awaitility.await()
			.untilAsserted(() -> assertThat(admin().get("/rollout/green").body())
				.isEqualTo("{\"deployment\":\"green\",\"decision\":\"go\",\"regions\":[\"east\"],"
						+ "\"why\":[\"canary is next: east\"],\"complete\":false}"));
		assertThat(admin().get("/rollout/green").status()).isEqualTo(200);
		assertThat(admin().get("/rollout/green?region=east").status()).isEqualTo(200);
		assertThat(admin().get("/rollout/green?region=west").status()).isEqualTo(425);
		Answer soaking = OperatorClient.of(west).as("reader").get("/rollout/blue");
		assertThat(soaking.status()).isEqualTo(425);
		assertThat(soaking.text("/decision")).isEqualTo("hold");
		assertThat(soaking.text("/why/0")).matches("east has it already.*|west has it already, before canary is done");
		assertThat(admin().get("/rollout/blue?status=200").status()).isEqualTo(200);
	}

	@Test
	void deploymentThatIsBadInOneRegionIsRolledBackBySayingSoInAll() {
		RegionDeployments inEast = new RegionDeployments(east.getBean(RegionStore.class));
		inEast.running("red", RegionDeployments.P99.UNKNOWN).join();
		inEast.fault("red", true, "corrupt is 1.00 %; gate: 0.10 %").join();
		Answer answer = OperatorClient.of(west).as("reader").get("/rollout/red");
		assertThat(answer.status()).isEqualTo(409);
		assertThat(answer.text("/decision")).isEqualTo("back");
		assertThat(answer.text("/why/0")).isEqualTo("east: corrupt is 1.00 %; gate: 0.10 %");
	}

	@Test
	void whatAPipelineAsksWronglyIsSaid() {
		assertThat(admin().get("/rollout/green?region=moon").body())
			.isEqualTo("{\"error\":\"Unknown region 'moon', known are [east, west]\"}");
		assertThat(admin().get("/rollout/green?status=204").status()).isEqualTo(400);
		assertThat(admin().get("/rollouts/green").status()).isEqualTo(404);
	}

	@Test
	void showsHowTheRegionsStand() {
		Answer answer = admin().get("");
		assertThat(answer.text("/home")).isEqualTo("east");
		assertThat(answer.text("/deployment")).isEqualTo("blue");
		assertThat(answer.text("/topology")).isEqualTo("hub");
		assertThat(answer.text("/hub")).isEqualTo("east");
		assertThat(answer.json().at("/regions/east/role").valueStream().map(JsonNode::asString)).containsExactly("home",
				"hub");
		assertThat(answer.text("/regions/west/role/0")).isEqualTo("spoke");
		assertThat(answer.json().at("/regions/west/source/waiting").asLong()).isZero();
		assertThat(answer.json().at("/regions/east/answering").asBoolean()).isTrue();
	}

	@Test
	void whoeverLooksCostsRedisNothing() {
		OperatorClient reader = OperatorClient.of(east).as("reader");
		Awaitility.await()
			.untilAsserted(() -> assertThat(reader.get("").body()).contains("\"writable\":true",
					"\"caches\":{\"products\":{\"hits\":", "\"memoryUsed\":"));
		long before = commands();
		for (int i = 0; i < 500; i++) {
			assertThat(reader.get("").status()).isEqualTo(200);
		}
		// Heartbeats, leases, logs and checks go on meanwhile
		assertThat(commands() - before).isLessThan(500);
	}

	/**
	 * What clients have sent but for what goes on in the background at all times.
	 */
	private static long commands() {
		return eastRedis.admin()
			.text("INFO", "commandstats")
			.lines()
			.filter((line) -> line.matches("cmdstat_(info|get|hmget|hget|pttl):.*"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll(".*calls=([0-9]+),.*", "$1")))
			.sum();
	}

	@Test
	void thePageIsServedToReadersAsHtml() {
		OperatorClient.Answer page = OperatorClient.of(east).endpoint("regionspage").as("reader").get("");
		assertThat(page.status()).isEqualTo(200);
		assertThat(page.body()).startsWith("<!DOCTYPE html>");
		assertThat(OperatorClient.of(east).endpoint("regionspage").get("").status()).isEqualTo(401);
	}

	@Test
	void asksARegionWhenItIsNamed() {
		JsonNode west = admin().get("/west").json();
		assertThat(west.at("/answering").asBoolean()).isTrue();
		assertThat(west.at("/epoch").asString()).hasSize(16);
		assertThat(west.at("/cursors/east").asString()).contains(":");
		assertThat(west.at("/recovery/state").asString()).isEqualTo("off");
		assertThat(west.at("/warmUp").asString()).isIn("none", "begun", "done");
		await().until(() -> admin().get("/west").json().at("/levelAsOf/east").asString().endsWith(" ms ago"));
		assertThat(west.at("/server/redis_version").asString()).isNotEmpty();
		assertThat(west.at("/server/maxmemory_policy").asString()).isNotEmpty();
	}

	@Test
	void explainsAnEntryInEveryRegionAndWhatKillsIt() {
		OperatedApplication.Products products = east.getBean(OperatedApplication.Products.class);
		products.find(7);
		JsonNode fresh = entry("7");
		assertThat(fresh.at("/east/verdict").asString()).isEqualTo("FRESH");
		assertThat(fresh.at("/east/details/loadedIn").asString()).isEqualTo("east");
		assertThat(fresh.at("/east/details/ageByCacheTtl").asString()).startsWith("PT");
		assertThat(fresh.at("/east/details/tags").valueStream().map(JsonNode::asString))
			.containsExactlyInAnyOrder("product:7", "products");
		assertThat(fresh.at("/west/verdict").asString()).isEqualTo("ABSENT");
		assertThat(admin().post("", "{\"scope\": \"tag\", \"tag\": \"product:7\"}").text("/outcome"))
			.isEqualTo("APPLIED");
		JsonNode dead = entry("7");
		assertThat(dead.at("/east/verdict").asString()).isEqualTo("INVALIDATED");
		assertThat(dead.at("/east/reason").asString()).contains("tag product:7");
		JsonNode killer = dead.at("/east/markers")
			.valueStream()
			.filter((marker) -> marker.at("/kills").asBoolean())
			.findFirst()
			.orElseThrow();
		assertThat(killer.at("/scope").asString()).isEqualTo("tag product:7");
		assertThat(killer.at("/removed").asLong()).isGreaterThan(dead.at("/east/details/lease").asLong());
	}

	private static JsonNode entry(String key) {
		Answer answer = admin().get("/entries/products?key=" + key);
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		assertThat(answer.body()).doesNotContain(OperatedApplication.VALUE);
		return answer.json().at("/shop:e:" + answer.body().split(":e:")[1].split("\"")[0].replace("/", "~1"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "{\"scope\": \"key\", \"cache\": \"products\", \"key\": \"8\"} | key",
					"{\"scope\": \"key\", \"cache\": \"products\", \"key\": \"i:8\"} | key",
					"{\"scope\": \"cache\", \"cache\": \"products\"} | cache", "{\"scope\": \"all\"} | everything",
					"{\"scope\": \"tag\", \"tag\": \"products\"} | tag" })
	void invalidatesInEveryRegion(String order, String what) {
		OperatedApplication.Products inWest = west.getBean(OperatedApplication.Products.class);
		Awaitility.await().until(() -> {
			inWest.find(8);
			return entry("8").at("/west/verdict").asString().equals("FRESH");
		});
		Answer answer = admin().post("", order);
		assertThat(answer.text("/outcome")).as(answer.body()).isEqualTo("APPLIED");
		assertThat(answer.text("/invalidated")).contains(what);
		Awaitility.await()
			.until(() -> !admin().get("/entries/products?key=8")
				.body()
				.matches("(?s).*\"west\":\\{\"verdict\":\"FRESH.*"));
	}

	@Test
	void promotesDrainsAndRestores() {
		assertThat(act("west", "promote").text("/regions/hub")).isEqualTo("west");
		assertThat(act("west", "drain").text("/regions/hub")).isEqualTo("east");
		assertThat(admin().get("").json().at("/regions/west/drained").asBoolean()).isTrue();
		assertThat(act("west", "restore").json().at("/regions/regions/west/drained").asBoolean()).isFalse();
		assertThat(act("east", "promote").text("/done")).isEqualTo("Region east is the hub");
	}

	private static Answer act(String region, String action) {
		Answer answer = admin().post("/" + region, "{\"action\": \"" + action + "\"}");
		assertThat(answer.status()).as(answer.body()).isEqualTo(200);
		return answer;
	}

	@Test
	void eachWriteLeavesAnAuditEventThatNamesNoKey() {
		InMemoryAuditEventRepository events = east.getBean(InMemoryAuditEventRepository.class);
		int before = ours(events).size();
		admin().post("", "{\"scope\": \"key\", \"cache\": \"products\", \"key\": \"a-customer\"}");
		act("west", "restore");
		admin().post("", "{\"scope\": \"nonsense\"}");
		OperatorClient.of(east).as("reader").post("/west", RESTORE);
		List<AuditEvent> written = ours(events).subList(before, ours(events).size());
		assertThat(written).hasSize(2).allMatch((event) -> event.getPrincipal().equals("admin"));
		assertThat(written.get(0).getData()).containsEntry("operation", "invalidate")
			.containsEntry("subject", "a key of cache 'products'")
			.containsEntry("outcome", "APPLIED");
		assertThat(written.get(1).getData()).containsEntry("operation", "restore").containsEntry("subject", "west");
		assertThat(written.toString()).doesNotContain("a-customer");
	}

	@Test
	void aDrillIsBegunKeptAndAudited() {
		InMemoryAuditEventRepository events = east.getBean(InMemoryAuditEventRepository.class);
		int before = ours(events).size();
		assertThat(OperatorClient.of(east).as("reader").post("/west", "{\"action\": \"drill\"}").status())
			.isEqualTo(403);
		Answer begun = admin().post("/west", "{\"action\": \"drill\", \"fault\": \"drain\"}");
		assertThat(begun.status()).as(begun.body()).isEqualTo(200);
		Awaitility.await().until(() -> admin().get("/drills").text("/drills/0/step").equals("done"));
		assertThat(admin().get("/drills").json().at("/drills/0/lost").asInt()).isZero();
		assertThat(ours(events).subList(before, ours(events).size())).singleElement()
			.satisfies((event) -> assertThat(event.getData()).containsEntry("operation", "drill")
				.containsEntry("subject", "west"));
	}

	private static List<AuditEvent> ours(InMemoryAuditEventRepository events) {
		return events.find(null, null, OperatorAudit.TYPE);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', value = {
			"`` | {} | 400 | 'scope' must be one of key, tag, cache, all",
			"`` | {\"scope\": \"cache\", \"cache\": \"prodcuts\"} | 400 | There is no cache 'prodcuts'",
			"`` | {\"scope\": \"cache\", \"cache\": \"products\", \"key\": \"1\"} | 400 | 'key' must not be set",
			"`` | {\"scope\": \"key\", \"cache\": \"products\", \"kye\": \"1\"} | 400 | 'key' must be set",
			"`` | {\"scope\": \"tag\", \"tag\": \"t\", \"mode\": \"soft\"} | 400 | 'mode' must be remove or stale",
			"/west | {} | 400 | 'action' must be one of promote, drain, restore",
			"/west | {\"action\": \"kill\"} | 400 | not 'kill'",
			"/north | {\"action\": \"drain\"} | 404 | There is no region 'north'" })
	void saysWhatIsWrongWithAnOrder(String path, String order, int status, String message) {
		Answer answer = admin().post(path, order);
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.text("/error")).contains(message);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`',
			value = { "/north | 404 | There is no region 'north'", "/entries/nothing?key=1 | 400 | There is no cache",
					"/entries/products | 400 | Add the key", "/values/products?key=1 | 404 | Ask for 'entries" })
	void saysWhatIsWrongWithAQuestion(String path, int status, String message) {
		Answer answer = admin().get(path);
		assertThat(answer.status()).as(answer.body()).isEqualTo(status);
		assertThat(answer.text("/error")).contains(message);
	}

}
