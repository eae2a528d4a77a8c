package io.regioncache.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import io.regioncache.sample.Fault.Signs;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import org.springframework.context.ConfigurableApplicationContext;

import static io.regioncache.sample.WatchedShop.FAR;
import static io.regioncache.sample.WatchedShop.HUB;
import static io.regioncache.sample.WatchedShop.SPOKE;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Injects one fault after the other into the shop on real servers, and prints what the
 * page, the health, a meter and an alert said, and after how long: docs/operating.md has
 * the table.
 */
class FaultTableTests {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private static final String CRITICAL = "RegionCacheRegionCritical";

	private static final String DEGRADED = "RegionCacheRegionDegraded";

	private static final List<String> table = new ArrayList<>();

	@TempDir
	static Path directory;

	private static WatchedShop shop;

	private static PrometheusServer prometheus;

	@BeforeAll
	static void start() throws Exception {
		shop = new WatchedShop();
		prometheus = PrometheusServer.start(directory, shop.ports());
		awaitCalm();
	}

	@AfterAll
	static void stop() throws Exception {
		System.out.println("\n| fault | page | health | meter | alert | cleared |\n|---|---|---|---|---|---|");
		table.forEach(System.out::println);
		prometheus.close();
		shop.close();
	}

	@Test
	void wrongSettingsAndASlowLink() {
		inject(slowLink(), new Fault("wrong policy", at(() -> shop.configure(HUB, "maxmemory-policy", "noeviction")),
				() -> shop.setUp(HUB), () -> shop.port(HUB), Signs.ofFinding(HUB, "eviction-policy")),
				new Fault("clock off by 10 s", at(() -> shop.clock.isAheadBy(Duration.ofSeconds(10))),
						() -> shop.clock.isAheadBy(Duration.ZERO), () -> shop.port(FAR), Signs.ofFinding(FAR, "clock")),
				settingsDiffer());
	}

	/**
	 * The process that differs is scraped from its start.
	 */
	private static Fault settingsDiffer() {
		int port = WatchedShop.freePort();
		AtomicReference<ConfigurableApplicationContext> other = new AtomicReference<>();
		return new Fault("settings differ", () -> {
			scrape(port);
			other.set(shop.run(SPOKE, port, "--regions.caches.products.ttl=2h"));
			return System.nanoTime();
		}, () -> other.get().close(), () -> port, Signs.ofFinding(SPOKE, "settings"));
	}

	private static void scrape(int more) {
		List<Integer> ports = new ArrayList<>(shop.ports());
		ports.add(more);
		prometheus.scrape(ports);
	}

	private static Fault slowLink() {
		return new Fault("slow link, 3 s each way",
				at(() -> shop.network.distance(HUB, SPOKE, Duration.ofSeconds(3))),
				() -> shop.network.distance(HUB, SPOKE, Duration.ofMillis(40)), () -> shop.port(HUB),
				Signs.ofState(SPOKE, CRITICAL).page(FaultTableTests::lag));
	}

	private static @Nullable String lag(JsonNode page) {
		double lag = page.at("/regions/" + SPOKE + "/source/lagSeconds").asDouble();
		return (lag > 1) ? "lag %.1f s".formatted(lag) : null;
	}

	private static Fault slowRedis() {
		return new Fault("slow Redis, 150 ms each way",
				at(() -> shop.network.link(HUB, HUB).latency(Duration.ofMillis(150))),
				() -> shop.network.link(HUB, HUB).latency(Duration.ZERO), () -> shop.port(HUB),
				Signs.ofState(HUB, DEGRADED));
	}

	@Test
	void slowRedisAndFullMemory() {
		inject(slowRedis(), new Fault("memory full", at(() -> {
			shop.configure(SPOKE, "maxmemory-policy", "noeviction");
			shop.configure(SPOKE, "maxmemory", "1mb");
		}), () -> shop.setUp(SPOKE), () -> shop.port(SPOKE), Signs.ofState(SPOKE, CRITICAL)));
	}

	@Test
	void deadRegionAndLinkThatIsCut() {
		inject(new Fault("region dead", at(() -> shop.redis.kill(SPOKE)), () -> shop.restart(SPOKE),
				() -> shop.port(HUB), Signs.ofState(SPOKE, CRITICAL)),
				new Fault("link cut", at(() -> shop.network.isolate(FAR)), () -> shop.network.heal(FAR),
						() -> shop.port(HUB), Signs.ofState(FAR, CRITICAL)));
	}

	@Test
	void deadHub() {
		inject(new Fault("hub killed", at(() -> shop.redis.kill(HUB)), () -> shop.restart(HUB), () -> shop.port(SPOKE),
				Signs.ofState(HUB, CRITICAL).page(FaultTableTests::withoutHub)));
	}

	private static @Nullable String withoutHub(JsonNode page) {
		boolean answers = page.at("/regions/" + HUB + "/answering").asBoolean();
		boolean replaced = page.at("/regions/" + FAR + "/source").isObject();
		return (!answers && replaced) ? "hub does not answer, others are read directly" : null;
	}

	private static LongSupplier at(Runnable fault) {
		return () -> {
			long began = System.nanoTime();
			fault.run();
			return began;
		};
	}

	private static void inject(Fault... faults) {
		awaitCalm();
		List<FaultWatch> watches = List.of(faults)
			.stream()
			.map((fault) -> new FaultWatch(fault, prometheus))
			.toList();
		List<CompletableFuture<String>> rows = watches.stream()
			.map((watch) -> CompletableFuture.supplyAsync(() -> {
				FaultWatch removed = watch.remove();
				return removed.row(System.nanoTime());
			}, (task) -> new Thread(task, "fault").start()))
			.toList();
		try {
			rows.forEach((row) -> table.add(row.join()));
		}
		finally {
			watches.forEach(FaultWatch::close);
		}
		assertThat(table).isNotEmpty();
	}

	private static void awaitCalm() {
		Awaitility.await("no alert fires, and every region is seen")
			.atMost(PATIENCE)
			.ignoreExceptions()
			.until(() -> prometheus.query("ALERTS{alertstate=\"firing\"}").isEmpty()
					&& prometheus.query("region_state == 0").size() >= shop.ports().size());
	}

}
