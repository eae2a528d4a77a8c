package io.regioncache.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.lettuce.core.cluster.SlotHash;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisServer;

/**
 * A region on a cluster of three primaries and three replicas.
 */
final class ClusterArrangement extends Arrangement {

	private static final int SHARDS = 3;

	private static final int SLOTS = SlotHash.SLOT_COUNT / SHARDS + 1;

	/** Nobody takes over from a node that other nodes hear. */
	private static final Duration LONGEST_DROP = Duration.ofSeconds(2);

	private static final Duration LOST = Duration.ofMillis(300);

	private final RedisClusterSetup cluster = RedisClusterSetup.linked(SHARDS, "cluster-require-full-coverage no");

	ClusterArrangement(Delays delays) {
		add("primary killed", (dice, hold) -> {
			RedisServer primary = any(dice);
			if (dice.nextBoolean()) {
				// What it accepts from now on is lost
				this.cluster.cutReplication(primary);
				delays.hold(LOST);
			}
			takeOver(() -> this.cluster.kill(primary));
			delays.hold(hold);
			primary.restartEmpty();
		});
		add("primary frozen", (dice, hold) -> {
			RedisServer primary = any(dice);
			primary.pause();
			delays.hold(hold);
			primary.resume();
		});
		add("fail-over forced", (dice, hold) -> this.cluster.failOver(any(dice)));
		add("slots moved", this::moveSlots);
		add("packets dropped", (dice, hold) -> {
			SimulatedLink link = this.cluster.link(any(dice));
			link.blackHole();
			delays.hold((hold.compareTo(LONGEST_DROP) < 0) ? hold : LONGEST_DROP);
			link.heal();
		});
	}

	/**
	 * Any primary, the one of the metadata as often as the others together.
	 */
	private RedisServer any(Random dice) {
		List<RedisServer> primaries = this.cluster.primaries();
		return dice.nextBoolean() ? this.cluster.primaryOf(METADATA) : primaries.get(dice.nextInt(primaries.size()));
	}

	private void moveSlots(Random dice, Duration hold) {
		List<RedisServer> primaries = this.cluster.primaries();
		RedisServer target = primaries.get(dice.nextInt(primaries.size()));
		if (dice.nextInt(3) == 0) {
			this.cluster.moveSlots(IntStream.of(SlotHash.getSlot(METADATA)), target);
		}
		int first = dice.nextInt(SlotHash.SLOT_COUNT - 200);
		this.cluster.moveSlots(IntStream.range(first, first + 200), target);
	}

	@Override
	List<Place> places() {
		String nodes = "regions.endpoints.here.cluster.nodes=" + String.join(",", this.cluster.addresses());
		Place place = new Place("here", List.of("regions.home=here", nodes));
		return List.of(place, place);
	}

	/**
	 * Shards as they are at first: slots that are moved are not told apart.
	 */
	@Override
	ChaosRules rules() {
		return new ChaosRules(false, oldReads(), SHARDS,
				(key) -> SlotHash.getSlot("app:e:1:numbers:" + KeyEncoder.encode(key)) / SLOTS, (node) -> node);
	}

	@Override
	void awaitWhole() {
		this.cluster.awaitWhole();
	}

	@Override
	List<RedisServer> primaries() {
		return this.cluster.primaries();
	}

	@Override
	public void close() {
		this.cluster.close();
	}

}
