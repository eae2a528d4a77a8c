package io.regioncache.actuate;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Drills with four regions around a hub. How often, and how long an outage may take, is
 * set by {@code -Dregioncache.drill.rounds} and {@code -Dregioncache.drill.millis}: see
 * docs/operating.md.
 */
class RegionDrillTests {

	private static final List<String> REGIONS = List.of("hub", "east", "west", "south");

	private static final int ROUNDS = Integer.getInteger("regioncache.drill.rounds", 1);

	private static final int MILLIS = Integer.getInteger("regioncache.drill.millis", 25_000);

	private static final DrillTimes TIMES = new DrillTimes(Duration.ofMillis(300), Duration.ofMillis(1500),
			Duration.ofMinutes(1));

	private static final Map<String, RedisServer> servers = new LinkedHashMap<>();

	private static final Map<String, ReplicaNode> nodes = new LinkedHashMap<>();

	private static RegionDrills drills;

	@BeforeAll
	static void start() {
		REGIONS.forEach((region) -> servers.put(region, RedisServer.start()));
		Topology topology = Topology.hub(REGIONS, "hub");
		REGIONS.forEach(
				(region) -> nodes.put(region, new ReplicaNode(region, topology, (other) -> servers.get(other).url())));
		ReplicaNode west = nodes.get("west");
		drills = new RegionDrills(west.store(), west::replicator, InstantSource.system(), TIMES);
		awaitLevel();
	}

	/**
	 * A hub that is back is read again at once, its substitute for some seconds more.
	 */
	private static void awaitSteady() {
		awaitLevel();
		Awaitility.await()
			.until(() -> Stream.of("east", "west", "south")
				.allMatch((spoke) -> nodes.get(spoke).replicator().sources().keySet().equals(Set.of("hub"))));
	}

	private static void awaitLevel() {
		REGIONS.subList(1, 4).forEach((spoke) -> nodes.get(spoke).awaitLevel("hub"));
		nodes.get("hub").awaitLevel("east", "west", "south");
	}

	@AfterAll
	static void stop() {
		nodes.values().forEach(ReplicaNode::close);
		servers.values().forEach(RedisServer::close);
	}

	@Test
	void aHubThatIsKilledIsReplacedAndNothingIsLost() {
		List<Long> outages = new ArrayList<>();
		for (int i = 0; i < ROUNDS; i++) {
			awaitSteady();
			CompletableFuture<DrillReport> drill = drills.begin("hub", "kill");
			awaitStep("waiting-for-fault");
			servers.get("hub").kill();
			awaitStep("waiting-for-return");
			servers.get("hub").restartEmpty();
			DrillReport report = drill.join();
			assertThat(report.step()).as("%s", report).isEqualTo("done");
			assertThat(report.lost()).as("%s", report).isZero();
			assertThat(report.unanswered()).as("%s", report).isZero();
			assertThat(report.outageMillis()).as("%s", report).isPositive();
			outages.add(report.outageMillis());
		}
		System.out.println("Outages in milliseconds: " + outages);
		assertThat(outages).allMatch((millis) -> millis <= MILLIS);
	}

	@Test
	void aDrainedHubIsReplacedAndComesBack() {
		DrillReport report = drills.begin("hub", null).join();
		assertThat(report.step()).as("%s", report).isEqualTo("done");
		assertThat(report.fault()).isEqualTo("drain");
		assertThat(report.hubBefore()).isEqualTo("hub");
		assertThat(report.lost()).isZero();
		assertThat(report.unanswered()).isZero();
		assertThat(nodes.get("west").replicator().topology().hub()).isEqualTo("hub");
		assertThat(drills.reports()).first().isEqualTo(report);
		assertThat(drills.reports()).hasSizeLessThanOrEqualTo(RegionDrills.KEPT);
	}

	@Test
	void refusesWhatItCannotDo() {
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> drills.begin("hub", "explode"))
			.withMessageContaining("'fault' must be drain or kill");
		CompletableFuture<DrillReport> running = drills.begin("east", "drain");
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> drills.begin("hub", "drain"))
			.withMessageContaining("A drill of region east is running");
		assertThat(running.join().failure()).isNull();
		RegionDrills alone = new RegionDrills(nodes.get("west").store(), () -> null, InstantSource.system(), TIMES);
		assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> alone.begin("hub", "drain"))
			.withMessageContaining("replicate by themselves");
	}

	@Test
	void givesUpWhereNothingIsDone() {
		ReplicaNode west = nodes.get("west");
		RegionDrills hasty = new RegionDrills(west.store(), west::replicator, InstantSource.system(),
				new DrillTimes(Duration.ZERO, Duration.ZERO, Duration.ZERO));
		DrillReport report = hasty.begin("hub", "kill").join();
		assertThat(report.step()).isEqualTo("aborted");
		assertThat(report.failure()).contains("still answers");
	}

	private static void awaitStep(String step) {
		Awaitility.await().until(() -> drills.reports().get(0).step().equals(step));
	}

}
