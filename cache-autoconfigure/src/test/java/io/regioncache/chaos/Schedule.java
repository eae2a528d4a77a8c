package io.regioncache.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import io.regioncache.chaos.FaultKind.Place;
import org.jspecify.annotations.Nullable;

/**
 * Which faults happen when, by lane: one for each region's servers, and some for links,
 * nodes and the hub. A seed gives the same schedule always. Each seed leaves out some
 * kinds, so that what one of them would hide is found without it.
 */
final class Schedule {

	private final Map<String, List<Fault>> lanes = new LinkedHashMap<>();

	private final Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);

	private final ChaosSetup setup;

	private final Duration length;

	private Schedule(long seed, ChaosSetup setup, Duration length) {
		this.setup = setup;
		this.length = length;
		Random random = new Random(seed);
		for (FaultKind kind : FaultKind.values()) {
			if (kind.happensAt(Place.DISTANCE)) {
				// Always, and by dice of their own: they came later, and seeds repeat
				this.kinds.add(kind);
				continue;
			}
			boolean taken = random.nextInt(3) > 0;
			if (isGentle(seed) ? !kind.endsEpoch() : taken) {
				this.kinds.add(kind);
			}
		}
		for (String region : setup.regions()) {
			Place own = setup.pairs().contains(region) ? Place.PAIR : Place.SINGLE;
			lane("servers of " + region, new Random(random.nextLong()), 2000, Set.of(own, Place.SERVER), region);
		}
		lane("links", new Random(random.nextLong()), 700, Set.of(Place.LINK), null);
		lane("more links", new Random(random.nextLong()), 1500, Set.of(Place.LINK), null);
		lane("nodes", new Random(random.nextLong()), 3000, Set.of(Place.NODE), null);
		lane("distances", new Random(~seed), 4000, Set.of(Place.DISTANCE), null);
		if (setup.isHub()) {
			lane("hub", new Random(random.nextLong()), 3000, Set.of(Place.HUB), null);
		}
	}

	/**
	 * Whether a seed leaves out all that ends an epoch: each new one marks everything,
	 * and covers up what was lost before. From 1000 on no seed does.
	 */
	private static boolean isGentle(long seed) {
		return seed % 3 == 0 && seed < 1000;
	}

	static Schedule of(long seed, ChaosSetup setup, Duration length) {
		return new Schedule(seed, setup, length);
	}

	private void lane(String name, Random random, int pause, Set<Place> places, @Nullable String region) {
		List<FaultKind> possible = this.kinds.stream()
			.filter((kind) -> places.stream().anyMatch(kind::happensAt))
			.toList();
		List<Fault> faults = new ArrayList<>();
		long at = 1000 + random.nextInt(pause);
		while (!possible.isEmpty() && at < this.length.toMillis()) {
			FaultKind kind = possible.get(random.nextInt(possible.size()));
			String first = (region != null) ? region : pick(random);
			String second = kind.isBetweenRegions() ? pick(random) : "";
			// Most are short, some outlast every lease and time-out
			int hold = (random.nextInt(6) == 0) ? 2000 + random.nextInt(4000) : random.nextInt(1200);
			faults.add(new Fault(Duration.ofMillis(at), kind, first, second, random.nextInt(1_000_000),
					Duration.ofMillis(hold)));
			at += hold + pause / 2 + random.nextInt(pause);
		}
		this.lanes.put(name, List.copyOf(faults));
	}

	private String pick(Random random) {
		return this.setup.regions().get(random.nextInt(this.setup.regions().size()));
	}

	/**
	 * Return the faults, each lane's in order.
	 */
	Map<String, List<Fault>> lanes() {
		return this.lanes;
	}

	@Override
	public String toString() {
		return this.setup + ", " + this.lanes.values().stream().mapToInt(List::size).sum() + " faults of " + this.kinds;
	}

}
