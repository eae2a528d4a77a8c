package io.regioncache.audit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.region.Clocks;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.session.Script;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Auditor}, in two regions on real servers. Whoever takes a marker away
 * leaves what a script would that does not write it.
 */
class AuditorTests {

	private static final String METADATA = "{app}:m";

	private static final String KEY = "c4n4ry";

	private static final Duration FIRST = Duration.ofMillis(300);

	private static final Duration SECOND = Duration.ofMillis(600);

	private static final AuditTimes TIMES = new AuditTimes(List.of(FIRST, SECOND), Duration.ofMillis(200),
			Duration.ofMillis(20));

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	private final Set<String> wrong = ConcurrentHashMap.newKeySet();

	private final OriginCheck origin = (cache, key) -> this.wrong.contains(cache + ' ' + key);

	private final Topology mesh = Topology.mesh(List.of("east", "west"));

	@AutoClose
	private ReplicaNode inEast;

	@AutoClose
	private ReplicaNode inWest;

	@AutoClose
	private Auditor auditor;

	@BeforeEach
	void start() {
		this.inEast = node("east").awaitLevel("west");
		this.inWest = node("west").awaitLevel("east");
		audit(new Auditor(this.inEast.store(), 1000, this.origin, TIMES, Clocks.SYSTEM));
	}

	/**
	 * Only what is invalidated at a known clock can be judged.
	 */
	private void audit(Auditor auditor) {
		this.auditor = auditor;
		auditor.start();
		await(() -> auditor.knowsClockOf("east"));
	}

	private ReplicaNode node(String name) {
		return new ReplicaNode(name, this.mesh, Map.of("east", east.server().url(), "west", west.server().url())::get);
	}

	@Test
	void findsThatAMarkerIsNotWrittenAtHome() {
		this.inEast.cache(KEY, "value");
		this.inEast.invalidate(KEY).join();
		east.admin().call("HDEL", METADATA, Scope.tag(KEY).field());
		await(() -> this.auditor.violations() > 0);
		assertIsReported("east");
	}

	@Test
	void findsThatAMarkerIsNotWrittenInAnotherRegion() {
		this.inEast.cache(KEY, "value");
		this.inWest.cache(KEY, "value");
		awaitClockOfWest();
		this.inEast.invalidate(KEY).join();
		await(() -> west.admin().number("HDEL", METADATA, Scope.tag(KEY).field()) > 0);
		await(() -> this.auditor.violations() > 0);
		assertIsReported("west");
	}

	@Test
	void findsAScriptThatWritesNoMarkerWithinAMinuteByDefault() throws Exception {
		this.auditor.close();
		audit(new Auditor(this.inEast.store(), 10, this.origin));
		try (MutantScript mutant = MutantScript.without(Script.INVALIDATE, "mark(field, mode, clock, stamped or at)")) {
			this.inEast.cache(KEY, "value");
			this.inEast.invalidate(KEY).join();
			assertThat(this.inEast.read(KEY)).as("served by the mutant").isEqualTo("value");
			Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> this.auditor.violations() > 0);
		}
		assertIsReported("east");
	}

	private void assertIsReported(String region) {
		AuditReport report = this.auditor.report();
		assertThat(report.samples()).isPositive();
		AuditViolation violation = report.violations().get(0);
		assertThat(violation.region()).isEqualTo(region);
		assertThat(violation.entry().cache()).isEqualTo("books");
		assertThat(violation.entry().invalidatedBy()).isEqualTo("tag");
		assertThat(violation.entry().keyHash()).matches("[0-9a-f]{16}");
		assertThat(violation.history()).anyMatch((line) -> line.contains("invalidated by its tag"))
			.anyMatch((line) -> line.contains("region " + region + ": violation"));
		assertThat(report.toString()).doesNotContain(KEY);
	}

	@Test
	void aValueThatWasLoadedAgainIsNoViolation() {
		this.inEast.cache(KEY, "old");
		this.inWest.cache(KEY, "old");
		awaitClockOfWest();
		this.inEast.invalidate(KEY).join();
		await(() -> this.inWest.read(KEY) == null);
		this.inEast.cache(KEY, "new");
		this.inWest.cache(KEY, "new");
		east.admin().call("HDEL", METADATA, Scope.tag(KEY).field());
		for (String region : List.of("east", "west")) {
			await(() -> this.auditor.count(region, SECOND, AuditOutcome.CLEAN) > 0);
		}
		assertThat(this.auditor.violations()).isZero();
	}

	@Test
	void aValueThatTheOriginDoesNotHaveIsReported() {
		this.wrong.add("books " + KEY);
		this.inEast.cache(KEY, "old");
		this.inEast.invalidate(KEY).join();
		this.inEast.cache(KEY, "from a replica that lags");
		await(() -> this.auditor.count("east", SECOND, AuditOutcome.DIFFERS) > 0);
		assertThat(this.auditor.violations()).as("not the fault of the cache").isZero();
		assertThat(this.auditor.report().violations().get(0).history())
			.anyMatch((line) -> line.contains("region east: differs"));
	}

	@Test
	void aRegionThatDoesNotAnswerIsToldApart() {
		this.inEast.cache(KEY, "value");
		awaitClockOfWest();
		west.server().pause();
		try {
			this.inEast.invalidate(KEY).join();
			await(() -> this.auditor.count("west", FIRST, AuditOutcome.UNREACHABLE) > 0);
			await(() -> this.auditor.count("east", FIRST, AuditOutcome.CLEAN) > 0);
		}
		finally {
			west.server().resume();
		}
		assertThat(this.auditor.violations()).isZero();
	}

	@Test
	void looksAtNoMoreThanItsRateAllows() {
		this.auditor.close();
		this.auditor = new Auditor(this.inEast.store(), 1, this.origin, TIMES, Clocks.SYSTEM);
		this.auditor.start();
		this.inEast.cache(KEY, "value");
		for (int i = 0; i < 500; i++) {
			this.inEast.invalidate(KEY).join();
		}
		await(() -> this.auditor.samples() > 0);
		assertThat(this.auditor.samples()).isLessThan(100);
	}

	private void awaitClockOfWest() {
		await(() -> this.auditor.knowsClockOf("west"));
	}

}
