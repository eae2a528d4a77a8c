package io.regioncache.testkit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;

import io.regioncache.testkit.Violation.Kind;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link Race} with caches that keep the promises, and with caches that break
 * each of them.
 */
class RaceTests {

	private final Region a = new Region("a");

	private final Region b = new Region("b");

	private final Queue<Runnable> onTheWay = new ConcurrentLinkedQueue<>();

	@Test
	void isWonByCachesThatForget() {
		try (Race race = race()) {
			race.awaitReads(5000);
			race.awaitInvalidations(500);
			race.settle(Duration.ofSeconds(10)).assertWon();
			assertThat(race.history().reads()).isGreaterThanOrEqualTo(5000);
			assertThat(race.history().invalidations()).isGreaterThanOrEqualTo(500);
		}
	}

	@Test
	void isWonByARegionThatHearsOfItLater() {
		this.b.reached = false;
		try (Race race = race()) {
			race.awaitInvalidations(500);
			race.close();
			this.onTheWay.forEach(Runnable::run);
			race.settle(Duration.ofSeconds(10)).assertWon();
		}
	}

	@Test
	void findsWhatARegionNeverHeardOf() {
		this.b.reached = false;
		List<Kind> kinds = kindsAfterRace();
		// A short race may end before the other region was asked for what was written
		// last
		for (int race = 1; kinds.isEmpty() && race < 20; race++) {
			// Versions of a new race begin anew
			this.a.empty();
			this.b.empty();
			kinds = kindsAfterRace();
		}
		assertThat(kinds).containsOnly(Kind.LOST);
	}

	@Test
	void findsAnInvalidationThatIsIgnoredInItsRegion() {
		this.a.deaf = true;
		assertThat(kindsAfterRace()).contains(Kind.STALE);
	}

	@Test
	void findsValuesThatNobodyCommitted() {
		this.b.offset = 1_000_000;
		assertThat(kindsAfterRace()).containsOnly(Kind.INVENTED);
	}

	@Test
	void findsErrorsThatCallersSee() {
		this.a.broken = true;
		try (Race race = race()) {
			race.awaitReads(100_000);
			assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> race.assertWon())
				.withMessageContaining("The cache is broken");
		}
	}

	private Race race() {
		return new Race(8, List.of(new Node(this.a), new Node(this.a), new Node(this.b))).start(1, 1,
				Duration.ofNanos(200_000));
	}

	private List<Kind> kindsAfterRace() {
		try (Race race = race()) {
			race.awaitInvalidations(500);
			race.settle(Duration.ZERO);
			return race.history().violations().stream().map(Violation::kind).toList();
		}
	}

	/**
	 * The cache that the nodes of a region share.
	 */
	private static final class Region {

		final String name;

		final Map<Integer, Long> cache = new HashMap<>();

		volatile boolean reached = true;

		volatile boolean deaf;

		volatile boolean broken;

		volatile long offset;

		Region(String name) {
			this.name = name;
		}

		synchronized long read(int key, LongSupplier origin) {
			if (this.broken) {
				throw new IllegalStateException("The cache is broken");
			}
			return this.cache.computeIfAbsent(key, (absent) -> origin.getAsLong()) + this.offset;
		}

		synchronized void empty() {
			this.cache.clear();
		}

		synchronized void forget(int key) {
			if (!this.deaf) {
				this.cache.remove(key);
			}
		}

	}

	/**
	 * A node of a region.
	 */
	private final class Node implements RaceNode {

		private final Region region;

		Node(Region region) {
			this.region = region;
		}

		@Override
		public String region() {
			return this.region.name;
		}

		@Override
		public long read(int key, LongSupplier origin) {
			return this.region.read(key, origin);
		}

		@Override
		public boolean invalidate(int key) {
			for (Region each : List.of(RaceTests.this.a, RaceTests.this.b)) {
				if (each == this.region || each.reached) {
					each.forget(key);
				}
				else {
					RaceTests.this.onTheWay.add(() -> each.forget(key));
				}
			}
			return true;
		}

	}

}
