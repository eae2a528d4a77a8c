package io.regioncache.store.history;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongUnaryOperator;

import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;

/**
 * What this process has invalidated, and at which position of which log: another region
 * may answer it only with entries that none of this covers, or once it has applied it.
 * <p>
 * The last {@value #CAPACITY} scopes are kept. What is forgotten becomes part of the
 * floor: a region that has not applied all of that answers nothing at all.
 * <p>
 * Rules, each proved by a mutant of the model in {@code OwnInvalidationsModelTests}: what
 * a region has applied is established before the lookup is sent, and the lookup must be
 * of the same epoch of that region; a scope is kept once for each epoch, since positions
 * of two epochs cannot be compared; what is forgotten raises the floor; an epoch of the
 * home region that has ended counts as applied where a later one is known, because a
 * region that meets an unknown epoch marks everything; not so where writers register, and
 * only those regions count that say themselves that it is over.
 */
public final class OwnInvalidations {

	static final int CAPACITY = 10_000;

	/**
	 * Stands for a log that no other region reads.
	 */
	private static final long HOME_ONLY = 0;

	/**
	 * Stands for the log of whichever region takes an invalidation at last.
	 */
	private static final long NO_LOG = 1;

	private static final String HOME = "";

	private final EpochsSeen home;

	private final int capacity;

	private final Map<Place, Placed> marks = new LinkedHashMap<>();

	private final Map<Long, Placed> floor = new HashMap<>();

	private final Map<Long, Issuer> issuers = new LinkedHashMap<>();

	private long noted;

	private volatile long lastElsewhere;

	/**
	 * Create what is to be filled.
	 * @param home the epochs that the home region was seen in
	 */
	OwnInvalidations(EpochsSeen home) {
		this(home, CAPACITY);
	}

	OwnInvalidations(EpochsSeen home, int capacity) {
		this.home = home;
		this.capacity = capacity;
	}

	/**
	 * Note what the home region has applied. To be called before the caller is told.
	 * @param position where the record stands in its log
	 * @param scopes what was invalidated
	 * @param regions where entries are invalidated
	 */
	public void applied(Position position, Collection<Scope> scopes, InvalidationRegions regions) {
		note((regions == InvalidationRegions.HOME) ? HOME_ONLY : position.epoch(), HOME, position.sequence(), scopes,
				true);
	}

	/**
	 * Note what another region has applied in place of the home region.
	 * @param region the name of that region
	 * @param position where the record stands in its log
	 * @param scopes what was invalidated
	 */
	public void relayed(String region, Position position, Collection<Scope> scopes) {
		note(position.epoch(), region, position.sequence(), scopes, false);
	}

	/**
	 * Note what no region has applied yet.
	 * @param scopes what was invalidated
	 */
	public void kept(Collection<Scope> scopes) {
		note(NO_LOG, "", 0, scopes, false);
	}

	private synchronized void note(long epoch, String region, long sequence, Collection<Scope> scopes, boolean atHome) {
		long number = ++this.noted;
		for (Scope scope : scopes) {
			Place place = new Place(scope, epoch);
			Placed former = this.marks.remove(place);
			this.marks.put(place,
					new Placed((former != null) ? Math.max(former.sequence(), sequence) : sequence, number, atHome));
			Issuer issuer = this.issuers.computeIfAbsent(epoch, (unknown) -> new Issuer(region));
			issuer.latest = Math.max(issuer.latest, sequence);
			issuer.marks += (former != null) ? 0 : 1;
		}
		while (this.marks.size() > this.capacity) {
			forgetOldest();
		}
		if (!atHome) {
			this.lastElsewhere = number;
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
			this.issuers.computeIfAbsent(this.home.last(), (unknown) -> new Issuer(HOME));
		}
		this.floor.merge(epoch, forgotten.getValue(), Placed::and);
		release(epoch);
	}

	private void release(long epoch) {
		Issuer issuer = this.issuers.get(epoch);
		if (issuer != null) {
			issuer.marks--;
		}
		this.issuers.entrySet()
			.removeIf((each) -> each.getValue().marks == 0 && !this.floor.containsKey(each.getKey()));
	}

	/**
	 * Return the number of the last invalidation that the home region did not apply at
	 * once.
	 * @return the number, 0 if there is none that counts
	 */
	public long lastElsewhere() {
		return this.lastElsewhere;
	}

	/**
	 * The home region has applied by now, and this has noted, all that it could not apply
	 * at once.
	 * @param upTo the number of the last of these
	 */
	public synchronized void caughtUp(long upTo) {
		this.floor.values().removeIf((mark) -> mark.isElsewhere(upTo));
		this.marks.entrySet().removeIf((mark) -> {
			boolean caughtUp = mark.getValue().isElsewhere(upTo);
			if (caughtUp) {
				release(mark.getKey().epoch());
			}
			return caughtUp;
		});
		if (this.lastElsewhere <= upTo) {
			this.lastElsewhere = 0;
		}
	}

	/**
	 * Return the epochs whose positions another region must have applied, and the region
	 * of each.
	 * @param homeRegion the name of the home region
	 * @return the epochs, and the region of each
	 */
	public synchronized Map<Long, String> epochs(String homeRegion) {
		Map<Long, String> epochs = new LinkedHashMap<>();
		this.issuers.forEach((epoch, issuer) -> {
			if (epoch != HOME_ONLY && epoch != NO_LOG) {
				epochs.put(epoch, issuer.region.equals(HOME) ? homeRegion : issuer.region);
				if (this.home.hasEnded(epoch)) {
					epochs.putIfAbsent(this.home.last(), homeRegion);
				}
			}
		});
		return epochs;
	}

	/**
	 * Whether there is nothing that another region could lack.
	 * @return whether all of its entries may be read
	 */
	public synchronized boolean areEmpty() {
		return this.issuers.isEmpty();
	}

	/**
	 * Whether a region that has applied this much may answer with any of its entries.
	 * @param applied the last sequence it has applied of an epoch, -1 for none
	 * @return whether it has applied all of this
	 */
	public synchronized boolean areIn(LongUnaryOperator applied) {
		return this.issuers.entrySet()
			.stream()
			.allMatch((issuer) -> isIn(applied, issuer.getKey(), issuer.getValue().latest));
	}

	/**
	 * Whether a region that has applied this much must not answer with an entry.
	 * @param scopes all that covers the entry
	 * @param applied the last sequence it has applied of an epoch, -1 for none
	 * @return whether it may be older than an invalidation by this process
	 */
	public synchronized boolean hide(Scope[] scopes, LongUnaryOperator applied) {
		for (Map.Entry<Long, Placed> forgotten : this.floor.entrySet()) {
			if (!isIn(applied, forgotten.getKey(), forgotten.getValue().sequence())) {
				return true;
			}
		}
		for (long epoch : this.issuers.keySet()) {
			for (Scope scope : scopes) {
				Placed mark = this.marks.get(new Place(scope, epoch));
				if (mark != null && !isIn(applied, epoch, mark.sequence())) {
					return true;
				}
			}
		}
		return false;
	}

	private boolean isIn(LongUnaryOperator applied, long epoch, long sequence) {
		return epoch != HOME_ONLY && epoch != NO_LOG && (applied.applyAsLong(epoch) >= sequence
				|| (this.home.hasEnded(epoch) && !this.home.isGuarded() && applied.applyAsLong(this.home.last()) >= 0));
	}

	private record Place(Scope scope, long epoch) {

	}

	/**
	 * The position of an invalidation, in the epoch that is known of it.
	 *
	 * @param number tells which were noted before others
	 */
	private record Placed(long sequence, long number, boolean atHome) {

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
	 */
	private static final class Issuer {

		private final String region;

		private long latest;

		private int marks;

		Issuer(String region) {
			this.region = region;
		}

	}

}
