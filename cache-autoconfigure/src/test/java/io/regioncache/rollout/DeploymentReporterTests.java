package io.regioncache.rollout;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.budget.BudgetNode;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.RegionDeployments;
import io.regioncache.store.RegionDeployments.Note;
import io.regioncache.store.RegionDeployments.P99;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DeploymentReporter} and {@link RegionDeployments}.
 */
class DeploymentReporterTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final AtomicReference<DeploymentCounts> counts = new AtomicReference<>(DeploymentCounts.NONE);

	private final LatencyHistogram loads = new LatencyHistogram();

	private final LatencyHistogram hits = new LatencyHistogram();

	private BudgetNode node;

	private RegionDeployments deployments;

	@BeforeEach
	void connect() {
		this.node = BudgetNode.at(redis.server().url(), Map.of());
		this.deployments = new RegionDeployments(this.node.store());
	}

	@AfterEach
	void close() {
		this.node.close();
	}

	@Test
	void deploymentIsNotedFromItsFirstReport() {
		report("blue", 1);
		String first = noted("d:blue");
		report("blue", 2);
		assertThat(noted("d:blue").split(";")[0]).isEqualTo(first.split(";")[0]);
		assertThat(notes()).containsOnlyKeys("blue").hasEntrySatisfying("blue", (note) -> {
			assertThat(note.silent()).isLessThan(Duration.ofSeconds(45));
			assertThat(note.back()).isNull();
			assertThat(note.hold()).isNull();
		});
	}

	@Test
	void oneInAHundredCorruptIsNoted() {
		DeploymentReporter reporter = reporter("blue");
		reporter.report();
		this.counts.set(new DeploymentCounts(new ReadCounts(0, 900, 1000), 100, 0, 10, 0));
		reporter.report();
		assertThat(notes().get("blue").back().reason()).isEqualTo("corrupt is 1.00 %; gate: 0.10 %");
	}

	@Test
	void p99IsComparedWithTheFormerDeploymentOfTheRegion() {
		DeploymentReporter former = reporter("blue");
		former.report();
		load(200, 10_000_000);
		former.report();
		DeploymentReporter next = reporter("green");
		next.report();
		load(200, 20_000_000);
		next.report();
		assertThat(notes().get("green").back().reason()).startsWith("p99 of loads is ");
		assertThat(notes().get("blue").back()).isNull();
	}

	@Test
	void deploymentWhoseHitsAreTwiceAsSlowIsHeld() {
		DeploymentReporter former = reporter("blue");
		former.report();
		hit(200, 100_000);
		former.report();
		DeploymentReporter next = reporter("green");
		next.report();
		hit(200, 200_000);
		next.report();
		assertThat(notes().get("green").hold().reason()).startsWith("p99 of hits is 0.2 ms, and was 0.1 ms before");
		assertThat(notes().get("green").back()).isNull();
		assertThat(notes().get("blue").p99().hitMicros()).isBetween(90L, 110L);
	}

	@Test
	void noteOfAnEarlierVersionSaysNothingOfHits() {
		redis.admin().call("HSET", "{app}:m", "deployments", "blue", "d:blue", "1;2;3000");
		assertThat(notes().get("blue").p99()).isEqualTo(new P99(3000, 0));
	}

	@Test
	void aMinuteLaterAProcessIsJudgedByWhatCameSince() {
		DeploymentReporter reporter = reporter("blue");
		reporter.report();
		this.counts.set(new DeploymentCounts(new ReadCounts(0, 900, 1000), 100, 0, 10, 0));
		for (int i = 0; i < 7; i++) {
			reporter.report();
		}
		redis.admin().call("HDEL", "{app}:m", "db:blue");
		reporter.report();
		assertThat(notes().get("blue").back()).isNull();
	}

	@Test
	void reportThatFailsIsTriedAgainSoon() {
		DeploymentReporter reporter = reporter("blue");
		reporter.report();
		assertThat(reporter.pause()).isEqualTo(10_000);
		this.node.store().close();
		reporter.report();
		assertThat(reporter.pause()).isEqualTo(1000);
	}

	@Test
	void oldestDeploymentsAreForgotten() {
		for (int i = 0; i < 12; i++) {
			this.deployments.running("v" + i, P99.UNKNOWN).join();
			this.deployments.fault("v" + i, true, "bad").join();
		}
		assertThat(notes()).containsOnlyKeys("v11", "v10", "v9", "v8", "v7", "v6", "v5", "v4");
		assertThat(redis.admin().call("HGET", "{app}:m", "d:v0")).isNull();
		assertThat(redis.admin().call("HGET", "{app}:m", "db:v0")).isNull();
	}

	@Test
	void idsMayBeAnyText() {
		this.deployments.running("1.0, \u00fc;x:{y}", P99.UNKNOWN).join();
		this.deployments.running("other", P99.UNKNOWN).join();
		assertThat(notes()).containsOnlyKeys("1.0, \u00fc;x:{y}", "other");
	}

	@Test
	void whatNobodyCanHaveWrittenIsIgnored() {
		redis.admin().call("HSET", "{app}:m", "deployments", "blue,,%zz,green", "d:blue", "x;y;z", "d:green", "1");
		assertThat(notes()).containsOnlyKeys("blue");
		this.deployments.running("green", P99.UNKNOWN).join();
		assertThat(notes()).containsOnlyKeys("blue", "green");
	}

	private void report(String deployment, int times) {
		DeploymentReporter reporter = reporter(deployment);
		for (int i = 0; i < times; i++) {
			reporter.report();
		}
	}

	private DeploymentReporter reporter(String deployment) {
		return new DeploymentReporter("test", deployment, this.deployments,
				new RolloutGates(1.5, 0.01, 0.001, Duration.ofSeconds(10), 0, true),
				new DeploymentMeasures(this.counts::get, this.loads, this.hits, () -> Duration.ZERO),
				new WorkerFailures("test"));
	}

	private void hit(int hits, long nanos) {
		for (int i = 0; i < hits; i++) {
			this.hits.add(nanos);
		}
	}

	private void load(int loads, long nanos) {
		for (int i = 0; i < loads; i++) {
			this.loads.add(nanos);
		}
		DeploymentCounts before = this.counts.get();
		this.counts.set(new DeploymentCounts(new ReadCounts(0, before.reads().hits(), before.reads().asked() + loads),
				before.loads() + loads, 0, 0, 0));
	}

	private Map<String, Note> notes() {
		return this.deployments.in("test").join().value();
	}

	private static String noted(String field) {
		return redis.admin().text("HGET", "{app}:m", field);
	}

}
