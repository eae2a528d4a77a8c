package io.regioncache.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.health.RegionMonitor;
import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.replication.redis.TransferFlood;
import io.regioncache.store.RegionObservations;
import io.regioncache.store.RegionStore;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.testkit.RedisServer;
import io.regioncache.warming.CacheWarmer;
import io.regioncache.writebehind.BatchWriter;
import io.regioncache.writebehind.Change;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The tables of {@code docs/metrics.md} are what the registry of an application has:
 * name, type, unit and tags.
 */
class DocumentedMetersTests {

	private static final Pattern ROW = Pattern.compile(
			"^\\| `([a-z.]+)` \\| (counter|gauge|timer) \\| ([a-z]*) \\| ([^|]*) \\| (.+) \\|$", Pattern.MULTILINE);

	private static final Pattern OBSERVATION = Pattern
		.compile("^\\| `([a-z.]+)` \\| observation \\| ([^|]*) \\| .+ \\|$", Pattern.MULTILINE);

	private static final Pattern CODE = Pattern.compile("`([^`]+)`");

	private static final String CANARY = "c4n4ry";

	private static RedisServer redis;

	private static ConfigurableApplicationContext application;

	private static MeterRegistry registry;

	@BeforeAll
	static void start() {
		redis = RedisServer.start();
		application = new SpringApplicationBuilder(MeteredApplication.class).web(WebApplicationType.NONE)
			.run("--regions.home=home", "--regions.endpoints.home.url=" + redis.url(),
					"--regions.endpoints.away.url=redis://127.0.0.1:1", "--regions.caches.products.ttl=1h",
					"--regions.caches.products.near.max-size=10", "--regions.caches.products.max-memory=64MB",
					"--regions.deploy-id=blue", "--regions.rollout.canary=home", "--regions.rollout.batches[0]=away",
					"--regions.audit.enabled=true", "--regions.command-timeout=10s",
					"--regions.metrics.command-latency=true", "--regions.health.check-interval=100ms",
					"--regions.read-your-writes.secret=a secret of thirty-two characters");
		registry = application.getBean(MeterRegistry.class);
		Awaitility.await().until(application.getBean(RegionStore.class)::isAvailable);
		RegionCacheManager caches = application.getBean(RegionCacheManager.class);
		caches.getCache("products").get(CANARY, () -> "a value");
		caches.invalidate(Invalidation.ofTags(CANARY));
		RegionReplicationMetrics replication = application.getBean(RegionReplicationMetrics.class);
		replication.applied("away", 1, Duration.ofMillis(1));
		replication.refused("away", RecordRefusal.values()[0], 1);
		replication.failover("away", true);
		replication.recovered(true, Duration.ofMillis(300));
		replication.invalidated("away", TransferFlood.values()[0]);
		RegionObservations observations = application.getBean(RegionStore.class).observations();
		observations.remoteRead("away", CompletableFuture.completedFuture(Lookup.UNAVAILABLE));
		observations.apply("away", Set.of("00-" + "1".repeat(32) + '-' + "2".repeat(16) + "-01"),
				() -> CompletableFuture.completedFuture(null));
		observations.transfer("away", CompletableFuture.completedFuture("applied"));
		replication.copied("away", 1, 1, 1);
		replication.finished("away", Duration.ofMillis(1));
		Awaitility.await().until(() -> !application.getBean(RegionMonitor.class).regions().isEmpty());
		Awaitility.await().until(() -> registry.find("region.state").gauge() != null);
	}

	@AfterAll
	static void stop() {
		application.close();
		redis.close();
	}

	@Test
	void everyObservationIsDocumentedWithItsTagsAndNoOther() throws IOException {
		Map<String, List<String>> registered = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			Meter.Id id = meter.getId();
			if (isObserved(id) && !id.getName().endsWith(".active") && id.syntheticAssociation() == null) {
				registered.put(id.getName(), Described.of(id).tags());
			}
		}
		Map<String, List<String>> documented = new TreeMap<>();
		Matcher rows = OBSERVATION.matcher(Files.readString(Path.of("../docs/metrics.md")));
		rows.results().forEach((row) -> documented.put(row.group(1), codes(row.group(2))));
		assertThat(documented).hasSize(5).containsExactlyEntriesOf(registered);
	}

	/**
	 * Micrometer gives such meters a tag for the error, and no description.
	 */
	private static boolean isObserved(Meter.Id id) {
		return id.getName().startsWith("region.") && (id.getTag("error") != null || id.getName().endsWith(".active"));
	}

	@Test
	void everyMeterIsDocumentedWithTypeUnitAndTagsAndNoOther() throws IOException {
		Map<String, Described> registered = new TreeMap<>();
		for (Meter meter : registry.getMeters()) {
			Meter.Id id = meter.getId();
			boolean histogram = id.syntheticAssociation() != null;
			if (!histogram && !isObserved(id)
					&& (id.getName().startsWith("region.") || "region".equals(id.getTag("cache.manager")))) {
				registered.put(id.getName(), Described.of(id));
				assertThat(id.getDescription()).as(id.getName()).isNotBlank();
			}
		}
		assertThat(documented()).containsExactlyEntriesOf(registered);
	}

	@Test
	void noMeterHasAKeyOrATagOfAnEntry() {
		List<String> values = registry.getMeters()
			.stream()
			.flatMap((meter) -> meter.getId().getTags().stream())
			.map(Tag::getValue)
			.toList();
		assertThat(values).isNotEmpty().noneMatch((value) -> value.contains(CANARY));
	}

	@Test
	void loadsAreTimedInBuckets() {
		var timer = registry.get("region.cache.load.time").tag("cache", "products").timer();
		assertThat(timer.count()).isEqualTo(1);
		assertThat(timer.takeSnapshot().histogramCounts()).extracting((bucket) -> (long) bucket.count())
			.hasSize(9)
			.endsWith(1L);
	}

	@Test
	void lettuceTellsTheLatencyOfOurCommands() {
		assertThat(registry.find("lettuce.command.completion").tag("command", "GET").timer()).isNotNull()
			.satisfies((timer) -> assertThat(timer.count()).isPositive());
	}

	private static Map<String, Described> documented() throws IOException {
		Map<String, Described> documented = new TreeMap<>();
		Matcher rows = ROW.matcher(Files.readString(Path.of("../docs/metrics.md")));
		for (MatchResult row : rows.results().toList()) {
			assertThat(documented.put(row.group(1), new Described(row.group(2), row.group(3), codes(row.group(4)))))
				.as(row.group(1))
				.isNull();
		}
		return documented;
	}

	private static List<String> codes(String cell) {
		return CODE.matcher(cell).results().map((code) -> code.group(1)).sorted().toList();
	}

	private record Described(String type, String unit, List<String> tags) {

		static Described of(Meter.Id id) {
			String type = id.getType().name().toLowerCase(Locale.ROOT);
			return new Described(type, Objects.requireNonNullElse(id.getBaseUnit(), ""),
					id.getTags().stream().map(Tag::getKey).sorted().collect(Collectors.toList()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class MeteredApplication {

		@Bean
		CacheWarmer<Integer> warmer() {
			return CacheWarmer.of("products", List::of, (key) -> {
			});
		}

		@Bean
		BatchWriter<String, String> productWriter() {
			return new BatchWriter<>() {

				@Override
				public String cache() {
					return "products";
				}

				@Override
				public void write(List<Change<String, String>> changes) {
				}

			};
		}

	}

}
