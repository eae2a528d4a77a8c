package io.regioncache.store.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;

import io.regioncache.store.entry.Scope;

/**
 * Keeps where the last scopes stand that this process has invalidated, and of those it
 * has forgotten how far their epochs had come. Not thread-safe.
 */
final class InvalidationLedger {

	private static final String HOME = "";

	private final EpochsSeen home;

	private final int capacity;

	private final Map<Place, Placed> marks = new LinkedHashMap<>();

	private final Map<Long, Placed> floor = new HashMap<>();

	private final Map<Long, Issuer> issuers = new LinkedHashMap<>();

	InvalidationLedger(EpochsSeen home, int capacity) {
		this.home = home;
		this.capacity = capacity;
	}

	/**
	 * Note what was invalidated in one step.
	 * @param epoch of the log
	 * @param region whose log it is, empty for the home region
	 */
	void note(Collection<Scope> scopes, long epoch, String region, Placed placed) {
		for (Scope scope : scopes) {
			Place place = new Place(scope, epoch);
			Placed former = this.marks.remove(place);
			this.marks.put(place, (former != null) ? placed.atLeast(former.sequence()) : placed);
			Issuer issuer = this.issuers.getOrDefault(epoch, new Issuer(region, 0, 0));
			this.issuers.put(epoch, issuer.with(placed.sequence(), (former != null) ? 0 : 1));
		}
		while (this.marks.size() > this.capacity) {
			forgetOldest();
		}
	}

	private void forgetOldest() {
		Iterator<Map.Entry<Place, Placed>> oldest = this.marks.entrySet().iterator();
		Map.Entry<Place, Placed> forgotten = oldest.next();
		oldest.remove();
		long epoch = forgotten.getKey().epoch();
		if (!this.home.isGuarded() && !this.floor.containsKey(epoch)
				&& this.floor.keySet().removeIf(this.home::hasEnded)) {
			// One epoch for all that have ended, however often the server was lost
			this.floor.putIfAbsent(this.home.last(), new Placed(0, 0, true));
			this.issuers.putIfAbsent(this.home.last(), new Issuer(HOME, 0, 0));
		}
		this.floor.merge(epoch, forgotten.getValue(), Placed::and);
		release(epoch);
	}

	private void release(long epoch) {
		this.issuers.computeIfPresent(epoch, (known, issuer) -> issuer.with(0, -1));
		this.issuers.entrySet()
			.removeIf((each) -> each.getValue().marks() == 0 && !this.floor.containsKey(each.getKey()));
	}

	/**
	 * Drop what was invalidated elsewhere.
	 * @param upTo the number of the last that the home region has applied since
	 */
	void caughtUp(long upTo) {
		this.floor.values().removeIf((mark) -> mark.isElsewhere(upTo));
		this.marks.entrySet().removeIf((mark) -> {
			boolean caughtUp = mark.getValue().isElsewhere(upTo);
			if (caughtUp) {
				release(mark.getKey().epoch());
			}
			return caughtUp;
		});
	}

	/**
	 * Return the epochs in which something was invalidated, and by which region.
	 */
	Map<Long, Issuer> issuers() {
		return this.issuers;
	}

	/**
	 * Whether some of what was forgotten is unknown to a region.
	 * @param known tells whether it has applied a sequence of an epoch
	 */
	boolean floorIsAbove(BiPredicate<Long, Long> known) {
		return this.floor.entrySet()
			.stream()
			.anyMatch((forgotten) -> !known.test(forgotten.getKey(), forgotten.getValue().sequence()));
	}

	/**
	 * Whether an invalidation of a scope is unknown to a region.
	 * @param known tells whether it has applied a sequence of an epoch
	 */
	boolean hides(Scope scope, BiPredicate<Long, Long> known) {
		for (long epoch : this.issuers.keySet()) {
			Placed mark = this.marks.get(new Place(scope, epoch));
			if (mark != null && !known.test(epoch, mark.sequence())) {
				return true;
			}
		}
		return false;
	}

	private record Place(Scope scope, long epoch) {

	}

	/**
	 * The position of an invalidation, in the epoch that is known of it.
	 *
	 * @param number tells which were noted before others
	 */
	record Placed(long sequence, long number, boolean atHome) {

		Placed atLeast(long sequence) {
			return new Placed(Math.max(this.sequence, sequence), this.number, this.atHome);
		}

		Placed and(Placed other) {
			return new Placed(Math.max(this.sequence, other.sequence), Math.max(this.number, other.number),
					this.atHome);
		}

		boolean isElsewhere(long upTo) {
			return !this.atHome && this.number <= upTo;
		}

	}

	/**
	 * An epoch in which something was invalidated.
	 *
	 * @param region the region, empty for the home region
	 * @param latest the greatest sequence
	 * @param marks how many scopes are kept
	 */
	record Issuer(String region, long latest, int marks) {

		Issuer with(long sequence, int more) {
			return new Issuer(this.region, Math.max(this.latest, sequence), this.marks + more);
		}

	}

}
