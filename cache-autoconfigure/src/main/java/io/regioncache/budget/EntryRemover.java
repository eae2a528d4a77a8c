package io.regioncache.budget;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.regioncache.store.session.EntrySpace.Shard;
import io.regioncache.store.session.EntrySpace.Standing;

/**
 * Removes entries of caches that are over their budget: of each page that it reads
 * anywhere, those that are no longer fresh, and then those that nobody has used for the
 * longest time.
 */
final class EntryRemover {

	/**
	 * How many pages are read in one step.
	 */
	private static final int PAGES = 4;

	/**
	 * While a larger share is no longer fresh, nothing that is fresh is removed.
	 */
	private static final double MANY = 1 / 32.0;

	/**
	 * How much the last page counts for that share.
	 */
	private static final double WEIGHT = 0.1;

	private final Map<String, Double> stale = new HashMap<>();

	private final SpaceEstimator names;

	private final InstantSource clock;

	private final Random random;

	EntryRemover(SpaceEstimator names, InstantSource clock, Random random) {
		this.names = names;
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Remove some of what is due.
	 * @param space asks the servers
	 * @param sizes the servers, with how many keys each has
	 * @param due how many entries are to be removed at most, by cache
	 * @param shares which share of the entries on a page is removed at most, by cache
	 * @param uses whether the servers count how often a key is used
	 * @return how many were removed, by cache
	 */
	Map<String, Long> remove(SweptSpace space, Map<Shard, Long> sizes, Map<String, Long> due,
			Map<String, Double> shares, boolean uses) {
		long now = this.clock.millis();
		Map<String, Long> left = new HashMap<>(due);
		Map<String, Long> removed = new HashMap<>();
		for (int page = 0; page < PAGES && !left.isEmpty(); page++) {
			Shard shard = any(sizes);
			Map<String, List<byte[]>> found = new HashMap<>();
			for (byte[] key : space.scan(shard, this.names.anywhere(shard), SpaceEstimator.PAGE).keys()) {
				String cache = this.names.cacheOf(key, left::containsKey);
				if (cache != null) {
					found.computeIfAbsent(cache, (name) -> new ArrayList<>()).add(key);
				}
			}
			found.forEach((cache, keys) -> {
				List<Standing> standings = space.standing(keys, uses);
				double stale = staleShare(cache, standings, now);
				List<byte[]> victims = leastWanted(keys, standings,
						(stale > MANY) ? 0 : shares.getOrDefault(cache, 0.0), now);
				long done = space
					.unlink(victims.subList(0, (int) Math.min(victims.size(), left.getOrDefault(cache, 0L))));
				removed.merge(cache, done, Long::sum);
				left.computeIfPresent(cache, (name, rest) -> (rest > done) ? rest - done : null);
			});
		}
		return removed;
	}

	/**
	 * Return which share of the entries on the pages read lately is no longer fresh. One
	 * page does not tell: where another was just cleared, all are fresh.
	 */
	private double staleShare(String cache, List<Standing> standings, long now) {
		long stale = standings.stream().filter((standing) -> standing.softExpiry() <= now).count();
		double share = (double) stale / Math.max(1, standings.size());
		return this.stale.merge(cache, 1 + WEIGHT * (share - 1), (before, first) -> before + WEIGHT * (share - before));
	}

	/**
	 * Choose what to remove of a page: what is no longer fresh, and if that is less than
	 * a share of the page, so much of the rest.
	 * @param keys the entries of a cache on the page
	 * @param standings how much they are wanted
	 * @param share the share
	 * @param now the time of day, in milliseconds
	 */
	static List<byte[]> leastWanted(List<byte[]> keys, List<Standing> standings, double share, long now) {
		List<Integer> order = new ArrayList<>();
		for (int i = 0; i < keys.size(); i++) {
			order.add(i);
		}
		order.sort(Comparator.<Integer, Boolean>comparing((i) -> standings.get(i).softExpiry() > now)
			.thenComparing((i) -> -standings.get(i).idle()));
		long stale = standings.stream().filter((standing) -> standing.softExpiry() <= now).count();
		long most = Math.max(stale, (long) Math.ceil(keys.size() * share));
		return order.stream().limit(most).map(keys::get).toList();
	}

	/**
	 * A server is as likely to be chosen as it has keys.
	 */
	private Shard any(Map<Shard, Long> sizes) {
		long all = Math.max(1, sizes.values().stream().mapToLong(Long::longValue).sum());
		long place = this.random.nextLong(all);
		for (Map.Entry<Shard, Long> each : sizes.entrySet()) {
			place -= each.getValue();
			if (place < 0) {
				return each.getKey();
			}
		}
		return sizes.keySet().iterator().next();
	}

}
