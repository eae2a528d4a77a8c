package io.regioncache.health;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.cache.CacheNode;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.SourceState;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.SettingsAnnouncements;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What checks find out about a region on a real server, fault by fault.
 */
@ExtendWith(OutputCaptureExtension.class)
class RegionMonitorTests {

	private static final HealthThresholds PATIENT = new HealthThresholds(Duration.ofSeconds(5), 0.95, 100,
			Duration.ofSeconds(30));

	private final Map<String, SourceState> sources = new HashMap<>();

	private RedisServer redis;

	private CacheNode node;

	private RegionMonitor monitor;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start("maxmemory 100mb", "maxmemory-policy allkeys-lru");
		this.node = CacheNode.at(this.redis.url());
		Awaitility.await().until(this.node.store()::isAvailable);
		this.monitor = monitor("a pod", "the settings");
	}

	@AfterEach
	void stop() {
		this.monitor.close();
		this.node.close();
		this.redis.close();
	}

	private RegionMonitor monitor(String process, String settings) {
		RegionInspections inspections = new RegionInspections(this.node.store());
		SettingsCheck check = new SettingsCheck(new SettingsAnnouncements(this.node.store()), settings, process,
				Instant::now);
		return new RegionMonitor("test", PATIENT, Duration.ofHours(1),
				new RegionProbes(() -> inspections.server("test").join(), () -> List.of("test", "other", "unread"),
						() -> this.sources, (server) -> check.findings(), List::of),
				new WorkerFailures("test"));
	}

	@Test
	void aRegionThatIsWellIsHealthy(CapturedOutput output) {
		this.sources.put("other", new SourceState(0, Duration.ZERO, null));
		check(3);
		assertThat(this.monitor.regions()).containsOnlyKeys("test", "other")
			.allSatisfy((name, health) -> assertThat(health.state()).isEqualTo(RegionState.HEALTHY));
		assertThat(this.monitor.server().number("maxmemory")).isEqualTo(100 * 1024 * 1024);
		assertThat(this.monitor.evictionsPerSecond()).isZero();
		assertThat(this.monitor.findings()).isEmpty();
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void aServerThatIsGoneMakesItsRegionCriticalUntilItIsBack(CapturedOutput output) {
		check(1);
		this.redis.kill();
		Awaitility.await().until(() -> {
			check(1);
			return state("test") == RegionState.CRITICAL;
		});
		assertThat(output).contains("Region test is critical: does not answer");
		this.redis.restartEmpty();
		Awaitility.await().until(() -> {
			check(1);
			return state("test") == RegionState.HEALTHY;
		});
		assertThat(output).contains("Region test is healthy again");
	}

	@Test
	void aServerThatIsFullAndEvictsNothingIsCritical() {
		this.redis.admin().call("CONFIG", "SET", "maxmemory-policy", "noeviction");
		this.redis.admin().call("CONFIG", "SET", "maxmemory", "1000");
		check(2);
		assertThat(state("test")).isEqualTo(RegionState.CRITICAL);
		assertThat(this.monitor.regions().get("test").reasons())
			.containsExactly("memory is full and the server refuses writes");
	}

	@Test
	void evictionsAreCountedForEachSecond() {
		check(1);
		for (int i = 0; i < 2; i++) {
			this.redis.admin().call("CONFIG", "SET", "maxmemory", "0");
			this.redis.admin().call("EVAL", "for i = 1, 20000 do redis.call('SET', 'k' .. i, 'v') end", "0");
			this.redis.admin().call("CONFIG", "SET", "maxmemory", "1000");
			Awaitility.await().until(() -> this.redis.admin().number("DBSIZE") == 0);
			check(1);
		}
		assertThat(this.monitor.evictionsPerSecond()).isGreaterThan(100);
		assertThat(state("test")).isNotEqualTo(RegionState.HEALTHY);
	}

	@Test
	void aLinkThatIsCutMakesTheOtherRegionCriticalAndOneThatIsSlowDegraded() {
		this.sources.put("other", new SourceState(-1, Duration.ofSeconds(3), new IllegalStateException("cut")));
		check(1);
		assertThat(state("other")).isEqualTo(RegionState.CRITICAL);
		assertThat(state("test")).isEqualTo(RegionState.HEALTHY);
		this.sources.put("other", new SourceState(9, Duration.ofSeconds(6), null));
		check(5);
		assertThat(state("other")).isEqualTo(RegionState.DEGRADED);
		this.sources.remove("other");
		check(1);
		assertThat(this.monitor.regions()).as("this process does not read it any more").containsOnlyKeys("test");
	}

	@Test
	void whatIsWrongIsLoggedOnceWithWhatToDo(CapturedOutput output) {
		this.redis.admin().call("CONFIG", "SET", "maxmemory-policy", "noeviction");
		check(3);
		assertThat(this.monitor.findings()).extracting(Finding::id).containsExactly("eviction-policy");
		assertThat(output.toString().split("CONFIG SET maxmemory-policy allkeys-lru", -1)).hasSize(2);
	}

	@Test
	void whatTheServerSaysIsLookedAtAtEachCheckAndLoggedOnceAMinute(CapturedOutput output) {
		check(1);
		for (int i = 0; i < 2; i++) {
			this.redis.admin().call("CONFIG", "SET", "maxmemory-policy", "noeviction");
			check(1);
			assertThat(this.monitor.findings()).extracting(Finding::id).containsExactly("eviction-policy");
			this.redis.admin().call("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
			check(1);
			assertThat(this.monitor.findings()).isEmpty();
		}
		assertThat(output.toString().split("CONFIG SET maxmemory-policy allkeys-lru", -1)).hasSize(2);
	}

	@Test
	void whatIsWorseIsCheckedAgainSooner() {
		check(1);
		assertThat(this.monitor.pause()).isEqualTo(Duration.ofHours(1).toMillis());
		this.sources.put("other", new SourceState(9, Duration.ofSeconds(6), null));
		check(1);
		assertThat(this.monitor.pause()).isEqualTo(Duration.ofMinutes(15).toMillis());
		check(1);
		assertThat(this.monitor.pause()).isEqualTo(Duration.ofHours(1).toMillis());
	}

	@Test
	void aUserThatMayNotAskMakesNoRegionIll() {
		this.redis.admin().call("ACL", "SETUSER", "default", "-info");
		check(2);
		assertThat(state("test")).isEqualTo(RegionState.HEALTHY);
		assertThat(this.monitor.server().number("maxmemory")).isEqualTo(-1);
	}

	@Test
	void aProcessWithOtherSettingsIsNamed() {
		check(1);
		assertThat(this.monitor.findings()).isEmpty();
		try (RegionMonitor same = monitor("same pod", "the settings");
				RegionMonitor different = monitor("another pod", "others")) {
			same.check();
			assertThat(same.findings()).isEmpty();
			different.check();
			assertThat(different.findings()).singleElement()
				.satisfies((finding) -> assertThat(finding.problem()).contains("another_pod", "a_pod"));
		}
	}

	@Test
	void listenersHearOfEachCheck() {
		AtomicInteger heard = new AtomicInteger();
		this.monitor.onCheck(heard::incrementAndGet);
		check(2);
		assertThat(heard).hasValue(2);
	}

	private RegionState state(String region) {
		return this.monitor.regions().get(region).state();
	}

	private void check(int times) {
		for (int i = 0; i < times; i++) {
			this.monitor.check();
		}
	}

}
