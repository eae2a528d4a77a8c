package io.regioncache.replication;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.regioncache.replication.Forger.Forgery;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.testkit.RedisExtension;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Somebody writes forged records of every kind in turn into the log of one region, a
 * thousand a second, while two others invalidate: none of their invalidations is lost, no
 * forged value is served, and neither heap nor lag grows.
 */
class HostileRegionTests {

	private static final Log logger = LogFactory.getLog(HostileRegionTests.class);

	private static final int SECONDS = Integer.getInteger("regioncache.hostile.seconds", 5);

	/** Quiet and attacked times take turns, so that a busy machine meets both. */
	private static final int TURNS = 4;

	private static final Duration ATTACKED = Duration.ofMillis(1000L * SECONDS / TURNS);

	private static final Duration QUIET = Duration.ofMillis(1000L * Math.max(2, SECONDS / 10) / TURNS);

	private static final int LAG_RATIO = Integer.getInteger("regioncache.hostile.lag-ratio", 1000);

	private static final long HEAP_GROWTH = 64L * 1024 * 1024;

	private static final Duration STAMPS_AHEAD = Duration.ofMinutes(11);

	private static final long BATCH_MILLIS = 50;

	private static final int HONEST_PER_BATCH = 6;

	/** As many as in ten minutes 50,000. */
	private static final int HONEST_PER_SECOND = 84;

	private static final int FORGED_PER_SECOND = 1000;

	/** A busy machine is given more turns to come to these numbers. */
	private static final int MOST_TURNS = 5 * TURNS;

	private static final String METADATA = "{app}:m";

	@RegisterExtension
	static final RedisExtension east = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension west = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension north = RedisExtension.own();

	@AutoClose
	private ReplicaNode inEast;

	@AutoClose
	private ReplicaNode inWest;

	@AutoClose
	private ReplicaNode inNorth;

	@AutoClose
	private Forger forger;

	@BeforeEach
	void start() {
		this.inEast = node("east");
		this.inWest = node("west");
		this.inNorth = node("north");
		this.inEast.awaitLevel("west", "north");
		this.inWest.awaitLevel("east", "north");
		this.inEast.store().own().lastWrites().begin();
		this.inWest.store().own().lastWrites().begin();
		byte[] victim = this.inWest.store().keysOf("books", "1").apply("victim").redisKey();
		this.forger = new Forger(north.server(), List.of(east.server(), west.server()), victim);
	}

	@Test
	void nothingIsLostAndNothingForgedIsServed() {
		List<Honest> tags = new ArrayList<>();
		List<Long> quiet = new ArrayList<>();
		List<Long> attacked = new ArrayList<>();
		long heap = heap();
		for (int turn = 0; turn < TURNS || (turn < MOST_TURNS && !isEnough(tags)); turn++) {
			invalidate(tags, QUIET, quiet);
			this.forger.start();
			invalidate(tags, ATTACKED, attacked);
			this.forger.stop();
		}
		Awaitility.await().until(() -> isNothingLost(tags));
		Map<Forgery, Long> forged = this.forger.forged();
		long growth = heap() - heap;
		logger.info(
				"%d s: %d invalidations and forged records %s; from one region to the other in %d µs (median), %d µs under attack; the heap has grown by %d KiB"
					.formatted(SECONDS, tags.size(), forged, median(quiet), median(attacked), growth / 1024));
		assertThat(isEnough(tags)).as("%d invalidations, forged %s", tags.size(), forged).isTrue();
		assertThat(forged).containsOnlyKeys(Forgery.values());
		assertThat(growth).as("growth of the heap").isLessThan(HEAP_GROWTH);
		assertThat(median(attacked)).as("lag under attack").isLessThanOrEqualTo(LAG_RATIO * median(quiet));
		assertThat(this.inWest.read("victim")).isNotEqualTo("forged");
		for (RedisExtension honest : List.of(east, west)) {
			assertThat(honest.admin().number("HLEN", METADATA)).isLessThan(tags.size() * 2L + 1000);
			assertThat(honest.admin().number("HGET", METADATA, "stamp")).as("stamp")
				.isLessThan(TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis() + STAMPS_AHEAD.toMillis()));
		}
		this.inWest.store("victim", "honest", this.inWest.lookup("victim"));
		assertThat(this.inWest.read("victim")).isEqualTo("honest");
	}

	private boolean isEnough(List<Honest> tags) {
		long forged = this.forger.forged().values().stream().mapToLong(Long::longValue).sum();
		return tags.size() >= SECONDS * HONEST_PER_SECOND && forged >= SECONDS * FORGED_PER_SECOND;
	}

	private void invalidate(List<Honest> tags, Duration time, List<Long> micros) {
		long end = System.nanoTime() + time.toNanos();
		while (System.nanoTime() < end) {
			long next = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(BATCH_MILLIS);
			Lease eastern = lease(this.inEast);
			Lease western = lease(this.inWest);
			for (int i = 0; i < HONEST_PER_BATCH; i++) {
				ReplicaNode from = (i % 2 == 0) ? this.inEast : this.inWest;
				String tag = from.name() + tags.size();
				Honest honest = new Honest(tag, eastern, western);
				tags.add(honest);
				CompletableFuture<?> done = from.invalidate(tag);
				if (i == 0) {
					long begun = System.nanoTime();
					done.join();
					Awaitility.await()
						.pollDelay(Duration.ZERO)
						.pollInterval(Duration.ofMillis(1))
						.until(() -> isNothingLost(List.of(honest), west, this.inWest, Honest::western));
					micros.add((System.nanoTime() - begun) / 1000);
				}
			}
			assertThat(this.inWest.read("victim")).isNotEqualTo("forged");
			Awaitility.await()
				.pollDelay(Duration.ZERO)
				.pollInterval(Duration.ofMillis(1))
				.until(() -> System.nanoTime() >= next);
		}
	}

	private static long median(List<Long> values) {
		return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
	}

	private static long heap() {
		System.gc();
		return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
	}

	private static Lease lease(ReplicaNode node) {
		AtomicReference<Lease> lease = new AtomicReference<>();
		Awaitility.await().pollDelay(Duration.ZERO).until(() -> {
			Markers markers = node.lookup("any").markers();
			lease.set((markers != null) ? markers.lease() : null);
			return markers != null;
		});
		return lease.get();
	}

	private boolean isNothingLost(List<Honest> tags) {
		return isNothingLost(tags, east, this.inEast, Honest::eastern)
				&& isNothingLost(tags, west, this.inWest, Honest::western);
	}

	private static boolean isNothingLost(List<Honest> tags, RedisExtension region, ReplicaNode node,
			Function<Honest, Lease> lease) {
		for (int from = 0; from < tags.size(); from += 500) {
			List<Honest> some = tags.subList(from, Math.min(tags.size(), from + 500));
			List<String> command = new ArrayList<>(List.of("HMGET", METADATA));
			some.forEach((honest) -> command.add(honest.scope().field()));
			List<?> markers = region.admin().list(command.toArray(String[]::new));
			for (int i = 0; i < some.size(); i++) {
				if (markers.get(i) == null && !isDead(node, some.get(i), lease.apply(some.get(i)))) {
					return false;
				}
			}
		}
		return true;
	}

	/**
	 * Whether everything is marked instead of the tag: what was stored before it was
	 * invalidated is not served either.
	 */
	private static boolean isDead(ReplicaNode node, Honest honest, Lease before) {
		Markers markers = node.lookup(honest.tag()).markers();
		return markers != null && markers.judge(before, List.of(honest.scope())) == Freshness.DEAD;
	}

	private static ReplicaNode node(String name) {
		return new ReplicaNode(name, Topology.mesh(List.of("east", "north", "west")),
				Map.of("east", east.server().url(), "west", west.server().url(), "north", north.server().url())::get);
	}

	/**
	 * A tag that was invalidated.
	 *
	 * @param tag its name
	 * @param eastern a lease in the east from before that
	 * @param western a lease in the west from before that
	 */
	private record Honest(String tag, Lease eastern, Lease western) {

		Scope scope() {
			return Scope.tag(this.tag);
		}

	}

}
