package io.regioncache.store.history;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.LongUnaryOperator;

import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.history.InvalidationLedger.Placed;
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

	private final InvalidationLedger ledger;

	private final AtomicLong noted = new AtomicLong();

	private final AtomicLong lastElsewhere = new AtomicLong();

	/**
	 * Create what is to be filled.
	 * @param home the epochs that the home region was seen in
	 */
	OwnInvalidations(EpochsSeen home) {
		this(home, CAPACITY);
	}

	OwnInvalidations(EpochsSeen home, int capacity) {
		this.home = home;
		this.ledger = new InvalidationLedger(home, capacity);
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
		long number = this.noted.incrementAndGet();
		this.ledger.note(scopes, epoch, region, new Placed(sequence, number, atHome));
		if (!atHome) {
			this.lastElsewhere.set(number);
		}
	}

	/**
	 * Return the number of the last invalidation that the home region did not apply at
	 * once.
	 * @return the number, 0 if there is none that counts
	 */
	public long lastElsewhere() {
		return this.lastElsewhere.get();
	}

	/**
	 * The home region has applied by now, and this has noted, all that it could not apply
	 * at once.
	 * @param upTo the number of the last of these
	 */
	public synchronized void caughtUp(long upTo) {
		this.ledger.caughtUp(upTo);
		if (this.lastElsewhere.get() <= upTo) {
			this.lastElsewhere.set(0);
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
		this.ledger.issuers().forEach((epoch, issuer) -> {
			if (epoch != HOME_ONLY && epoch != NO_LOG) {
				epochs.put(epoch, issuer.region().equals(HOME) ? homeRegion : issuer.region());
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
		return this.ledger.issuers().isEmpty();
	}

	/**
	 * Whether a region that has applied this much may answer with any of its entries.
	 * @param applied the last sequence it has applied of an epoch, -1 for none
	 * @return whether it has applied all of this
	 */
	public synchronized boolean areIn(LongUnaryOperator applied) {
		return this.ledger.issuers()
			.entrySet()
			.stream()
			.allMatch((issuer) -> isIn(applied, issuer.getKey(), issuer.getValue().latest()));
	}

	/**
	 * Whether a region that has applied this much must not answer with an entry.
	 * @param scopes all that covers the entry
	 * @param applied the last sequence it has applied of an epoch, -1 for none
	 * @return whether it may be older than an invalidation by this process
	 */
	public synchronized boolean hide(Scope[] scopes, LongUnaryOperator applied) {
		BiPredicate<Long, Long> known = (epoch, sequence) -> isIn(applied, epoch, sequence);
		return this.ledger.floorIsAbove(known)
				|| Arrays.stream(scopes).anyMatch((scope) -> this.ledger.hides(scope, known));
	}

	private boolean isIn(LongUnaryOperator applied, long epoch, long sequence) {
		return epoch != HOME_ONLY && epoch != NO_LOG && (applied.applyAsLong(epoch) >= sequence
				|| (this.home.hasEnded(epoch) && !this.home.isGuarded() && applied.applyAsLong(this.home.last()) >= 0));
	}

}
