package io.regioncache.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.store.position.AppliedTails;
import io.regioncache.store.position.RegionTail;
import org.jspecify.annotations.Nullable;

/**
 * The ends that the logs of regions were seen to have, the oldest first.
 * <p>
 * More than the last is kept of each: while a region invalidates without a pause, others
 * are always a little behind, and level with what it had a moment ago.
 */
final class KnownTails {

	/**
	 * How many are kept of a region. Then every second of the older half is dropped.
	 */
	private static final int MOST = 64;

	private final Map<String, List<RegionTail>> tails = new HashMap<>();

	synchronized void add(RegionTail tail) {
		List<RegionTail> known = this.tails.computeIfAbsent(tail.region(), (region) -> new ArrayList<>());
		known.add(tail);
		if (known.size() > MOST) {
			for (int i = MOST / 2 - 1; i > 0; i -= 2) {
				known.remove(i);
			}
		}
	}

	/**
	 * Return all that are known of some regions.
	 */
	synchronized List<RegionTail> of(Collection<String> regions) {
		return regions.stream().flatMap((region) -> known(region).stream()).toList();
	}

	private List<RegionTail> known(String region) {
		return this.tails.getOrDefault(region, List.of());
	}

	/**
	 * Say up to when a region is level with some others.
	 * @param applied what it has applied
	 * @param others the names of the others
	 * @param now the time
	 * @return the level; {@code null} if it is not known to be level with one of them
	 */
	synchronized @Nullable RegionLevel level(AppliedTails applied, Collection<String> others, long now) {
		long age = 0;
		for (String other : others) {
			Long asOf = asOf(applied, other);
			if (asOf == null) {
				return null;
			}
			age = Math.max(age, now - asOf);
		}
		return new RegionLevel(applied.at().epoch(), now - age);
	}

	/**
	 * Whether the tail of each of some regions has been known since a moment: no region
	 * can be level with one of which it is not.
	 */
	synchronized boolean areSince(Collection<String> regions, long moment) {
		return regions.stream()
			.map(this::known)
			.allMatch((known) -> !known.isEmpty() && known.get(known.size() - 1).asOf() - moment >= 0);
	}

	/**
	 * Whether a region has applied the last that is known of each of some others.
	 */
	synchronized boolean areLast(AppliedTails applied, Collection<String> others) {
		return others.stream()
			.map(this::known)
			.allMatch((known) -> known.isEmpty() || applied.cover(known.get(known.size() - 1)));
	}

	/**
	 * Return up to when a region is level with another.
	 * @return the moment, or {@code null} if it is not known to be
	 */
	synchronized @Nullable Long asOf(AppliedTails applied, String other) {
		List<RegionTail> known = known(other);
		for (int i = known.size() - 1; i >= 0; i--) {
			if (applied.cover(known.get(i))) {
				return known.get(i).asOf();
			}
		}
		return null;
	}

}
