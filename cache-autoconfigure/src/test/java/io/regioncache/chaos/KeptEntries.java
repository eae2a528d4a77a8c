package io.regioncache.chaos;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.regioncache.cache.key.KeyEncoder;
import org.awaitility.Awaitility;

/**
 * Entries that nobody invalidates, and nobody reads while servers fail over: those that
 * are still on a server afterwards should be served.
 */
final class KeptEntries {

	private static final String CACHE = "kept";

	private static final Set<Integer> KEYS = IntStream.range(0, 50).boxed().collect(Collectors.toSet());

	/** Others, each read once to see whether any are served yet. */
	private static final Set<Integer> PROBES = IntStream.range(100, 125).boxed().collect(Collectors.toSet());

	private static final long PROBED_EVERY_NANOS = 100_000_000;

	private KeptEntries() {
	}

	/**
	 * Cache all of them.
	 */
	static void fill(ChaosNode node) {
		Awaitility.await()
			.until(() -> served(node, KEYS).hits == KEYS.size() && served(node, PROBES).hits == PROBES.size());
	}

	/**
	 * Give a process, which hears of a recovery a moment later, up to 2.5 s for it.
	 * @return after how many milliseconds it served entries, as far as was waited
	 */
	static int awaitServed(ChaosNode node) {
		int waited = 0;
		for (int probe : PROBES) {
			if (served(node, Set.of(probe)).hits == 1) {
				break;
			}
			LockSupport.parkNanos(PROBED_EVERY_NANOS);
			waited++;
		}
		return 100 * waited;
	}

	/**
	 * Read those that are on the servers of a region.
	 */
	static Served count(ChaosNode node, FailoverRegion region) {
		Set<String> names = new HashSet<>(region.entries("app:e:*:" + CACHE + ":*"));
		return served(node,
				KEYS.stream()
					.filter((key) -> names.contains("app:e:1:" + CACHE + ":" + KeyEncoder.encode(key)))
					.collect(Collectors.toSet()));
	}

	private static Served served(ChaosNode node, Set<Integer> keys) {
		int[] loads = { 0 };
		keys.forEach((key) -> node.get(CACHE, key, () -> {
			loads[0]++;
			return 1L;
		}));
		return new Served(keys.size() - loads[0], keys.size());
	}

	/**
	 * How many entries were served.
	 *
	 * @param hits those that were served
	 * @param of how many there were on the servers
	 */
	record Served(int hits, int of) {

		static final Served NONE = new Served(0, 0);

		Served plus(Served other) {
			return new Served(this.hits + other.hits, this.of + other.of);
		}

		/**
		 * Return how many of a hundred were served.
		 */
		double percent() {
			return (this.of > 0) ? 100.0 * this.hits / this.of : 100;
		}

		@Override
		public String toString() {
			return "%d of %d".formatted(this.hits, this.of);
		}

	}

}
