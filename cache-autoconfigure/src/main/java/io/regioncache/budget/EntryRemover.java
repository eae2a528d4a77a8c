package io.regioncache.budget;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.regioncache.budget.EstimatedDemands.Due;
import io.regioncache.store.session.EntrySpace.Page;
import io.regioncache.store.session.EntrySpace.Shard;
import io.regioncache.store.session.EntrySpace.Standing;

/**
 * Removes entries of caches that are over their budget: of each page that it reads, those
 * that are no longer fresh, and then those that nobody has used for the longest time.
 */
final class EntryRemover {

	/**
	 * While a larger share is no longer fresh, nothing that is fresh is removed.
	 */
	private static final double MANY = 1 / 32.0;

	/**
	 * Of how many entries on a page the server is asked until when they are fresh, while
	 * most are: that costs as much as to ask how long each was idle.
	 */
	private static final int ASKED = 16;

	/**
	 * How much the last page counts for that share.
	 */
	private static final double WEIGHT = 0.1;

	private final Map<String, Double> stale = new HashMap<>();

	private final Map<Place, String> cursors = new HashMap<>();

	private final SpaceEstimator names;

	private final InstantSource clock;

	private final Random random;

	EntryRemover(SpaceEstimator names, InstantSource clock, Random random) {
		this.names = names;
		this.clock = clock;
		this.random = random;
	}

	/**
	 * Remove some of what is due, of one page. Each step goes on where the one before has
	 * ended: a pass thins out every part of the space alike, or pages that begin anywhere
	 * would be no fair sample of it.
	 * @param space asks the servers
	 * @param sizes the servers, with how many keys each has
	 * @param due what is to be removed
	 * @param uses whether the servers count how often a key is used
	 * @return how many were removed
	 */
	long remove(SweptSpace space, Map<Shard, Long> sizes, Due due, boolean uses) {
		this.cursors.keySet().removeIf((place) -> !sizes.containsKey(place.shard));
		List<byte[]> keys = next(space, new Place(any(sizes), due.cache()), due);
		if (keys.isEmpty()) {
			return 0;
		}
		boolean manyStale = this.stale.getOrDefault(due.cache(), 1.0) > MANY;
		List<Standing> standings = space.standing(keys, uses, manyStale ? keys.size() : ASKED);
		List<byte[]> victims = victims(due, keys, standings);
		return space.unlink(victims.subList(0, (int) Math.min(victims.size(), due.entries())));
	}

	/**
	 * Read the next page of a server. The server leaves out what does not match, so only
	 * what may be removed is sent.
	 */
	private List<byte[]> next(SweptSpace space, Place place, Due due) {
		String cursor = this.cursors.computeIfAbsent(place, (any) -> this.names.anywhere(any.shard));
		Page page = space.scan(place.shard, cursor, due.page(), this.names.patternOf(place.cache));
		this.cursors.put(place, page.next());
		return page.keys().stream().filter((key) -> this.names.cacheOf(key, place.cache::equals) != null).toList();
	}

	private List<byte[]> victims(Due due, List<byte[]> keys, List<Standing> standings) {
		long now = this.clock.millis();
		boolean manyStale = staleShare(due.cache(), standings, now) > MANY;
		return leastWanted(keys, standings, manyStale ? 0 : due.share(), now);
	}

	/**
	 * Return which share of the entries on the pages read lately is no longer fresh. One
	 * page does not tell: where another was just cleared, all are fresh.
	 */
	private double staleShare(String cache, List<Standing> standings, long now) {
		long stale = standings.stream().filter((standing) -> standing.softExpiry() <= now).count();
		long asked = standings.stream().filter((standing) -> standing.softExpiry() != Standing.UNKNOWN).count();
		double share = (double) stale / Math.max(1, asked);
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

	/**
	 * Where pages are read one after the other.
	 *
	 * @param shard the server
	 * @param cache the cache
	 */
	private record Place(Shard shard, String cache) {

	}

}
