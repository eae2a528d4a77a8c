package io.regioncache.store.entry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * One consistent view of a region's epoch, floor and clock, and of the markers of some
 * scopes.
 * <p>
 * The rule of the whole library is {@link #judge}: an entry is fresh if and only if it is
 * of the same epoch, and its lease is below neither the floor nor any marker of a scope
 * that covers it.
 */
public final class Markers {

	private final Lease lease;

	private final long floor;

	private final Scope[] scopes;

	private final int own;

	private final MarkerValues values;

	private final Lineage lineage;

	/**
	 * Create a view.
	 * @param lease the epoch and the clock
	 * @param floor the floor
	 * @param scopes the scopes whose markers were asked for
	 * @param own how many of them, from the first, cover the entry whatever its tags
	 * @param values their markers
	 */
	public Markers(Lease lease, long floor, Scope[] scopes, int own, MarkerValues values) {
		this(lease, floor, scopes, own, values, Lineage.NONE);
	}

	private Markers(Lease lease, long floor, Scope[] scopes, int own, MarkerValues values, Lineage lineage) {
		this.lineage = lineage;
		this.lease = lease;
		this.floor = floor;
		this.scopes = scopes;
		this.own = own;
		this.values = values;
	}

	/**
	 * Return the same view of a region that has recovered.
	 * @param lineage the former epochs whose entries count
	 */
	public Markers in(Lineage lineage) {
		return (lineage.epoch() == this.lease.epoch() && !lineage.former().isEmpty())
				? new Markers(this.lease, this.floor, this.scopes, this.own, this.values, lineage) : this;
	}

	/**
	 * Return an entry as it counts in this epoch: one of a former epoch that outlives it
	 * has a lease of this one.
	 * @param stored the entry as it was found
	 */
	public Envelope present(Envelope stored) {
		Lease lease = present(stored.lease());
		return lease.equals(stored.lease()) ? stored : stored.under(lease, stored.softExpiry());
	}

	/**
	 * Return the lease of this epoch that a stored one stands for.
	 * @param stored the lease of an entry
	 */
	public Lease present(Lease stored) {
		return this.lineage.present(stored);
	}

	/**
	 * Return the scopes of this view, which are not to be changed.
	 */
	public Scope[] scopes() {
		return this.scopes;
	}

	/**
	 * Return the lease for a load that begins after this lookup.
	 * @return the lease
	 */
	public Lease lease() {
		return this.lease;
	}

	/**
	 * Whether the markers of all these tags are part of this view. If not, an entry that
	 * carries them cannot be judged, and the whole must be asked for again.
	 * @param tags the tags of an entry
	 * @return {@code true} if an entry with these tags can be judged
	 */
	public boolean cover(Collection<Scope> tags) {
		List<Scope> asked = Scope.indexed(tags);
		for (int i = 0; i < asked.size(); i++) {
			if (indexOf(asked.get(i)) < 0) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether these scopes are what covers the entry whatever its tags.
	 */
	public boolean areOf(Scope[] own) {
		return own.length == this.own && Arrays.equals(own, 0, own.length, this.scopes, 0, own.length);
	}

	/**
	 * Judge what was stored, or is being loaded, under a lease.
	 * @param lease the lease
	 * @param tags the tags of the entry, all of them covered by this view
	 * @return how it stands
	 * @throws IllegalArgumentException if a tag is not part of this view
	 */
	public Freshness judge(Lease lease, Collection<Scope> tags) {
		return judge(lease, HybridTimestamp.NONE, tags);
	}

	/**
	 * Judge what was stored with a stamp: it outlives what was marked before it was put,
	 * in whichever region and however late that has come.
	 * @param lease the lease of the entry
	 * @param stamp its stamp
	 * @param tags the tags of the entry, all of them covered by this view
	 * @return how it stands
	 * @throws IllegalArgumentException if a tag is not part of this view
	 */
	public Freshness judge(Lease lease, HybridTimestamp stamp, Collection<Scope> tags) {
		if (lease.epoch() != this.lease.epoch() || lease.number() < this.floor) {
			return Freshness.DEAD;
		}
		long remove = 0;
		long stale = 0;
		for (int i = 0; i < this.own; i++) {
			remove = Math.max(remove, removed(i, stamp));
			stale = Math.max(stale, staled(i, stamp));
		}
		List<Scope> carried = Scope.indexed(tags);
		for (int tag = 0; tag < carried.size(); tag++) {
			int i = requireIndexOf(carried.get(tag));
			remove = Math.max(remove, removed(i, stamp));
			stale = Math.max(stale, staled(i, stamp));
		}
		return judge(lease.number(), remove, stale);
	}

	private static Freshness judge(long lease, long remove, long stale) {
		if (lease < remove) {
			return Freshness.DEAD;
		}
		return (lease < stale) ? Freshness.STALE : Freshness.FRESH;
	}

	private long removed(int i, HybridTimestamp stamp) {
		return outlives(stamp, 2 * i) ? 0 : this.values.removed()[i];
	}

	private long staled(int i, HybridTimestamp stamp) {
		return outlives(stamp, 2 * i + 1) ? 0 : this.values.staled()[i];
	}

	private int requireIndexOf(Scope tag) {
		int i = indexOf(tag);
		if (i < 0) {
			throw new IllegalArgumentException("The marker of %s was not asked for".formatted(tag));
		}
		return i;
	}

	private boolean outlives(HybridTimestamp stamp, int index) {
		long[] stamps = this.values.stamps();
		return stamps != null && stamps[index] > 0 && stamp.micros() >= stamps[index];
	}

	/**
	 * Whether anything that this view shows was marked after the clock had come to a
	 * number.
	 * @param number the number
	 * @return {@code true} if the floor or any marker is above it
	 */
	public boolean isMarkedAfter(long number) {
		if (this.floor > number) {
			return true;
		}
		for (int i = 0; i < this.scopes.length; i++) {
			if (this.values.removed()[i] > number || this.values.staled()[i] > number) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether nothing that this view shows was invalidated since a lease was taken. A
	 * load under that lease may then be waited for.
	 * @param lease the lease
	 * @return {@code false} if any marker of this view is past the lease
	 */
	public boolean admits(Lease lease) {
		if (lease.epoch() != this.lease.epoch() || lease.number() < this.floor) {
			return false;
		}
		for (int i = 0; i < this.scopes.length; i++) {
			if (lease.number() < this.values.removed()[i] || lease.number() < this.values.staled()[i]) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Whether transactions that are about to commit hold one of the scopes: then nothing
	 * that it covers is served, and to wait for the load of another is of no use.
	 * @return {@code true} also if a marker cannot be read
	 */
	public boolean areHeld() {
		return !admits(lease());
	}

	/**
	 * Return the markers of all scopes of this view.
	 * @return one for each scope, also where nothing was marked
	 */
	public List<Marker> all() {
		List<Marker> all = new ArrayList<>(this.scopes.length);
		for (int i = 0; i < this.scopes.length; i++) {
			all.add(new Marker(this.scopes[i], this.values.removed()[i], this.values.staled()[i]));
		}
		return all;
	}

	/**
	 * Return the epoch of this view.
	 * @return the epoch
	 */
	public long epoch() {
		return this.lease.epoch();
	}

	/**
	 * Return the floor of this view: everything with an older lease is dead.
	 * @return the floor
	 */
	public long floor() {
		return this.floor;
	}

	private int indexOf(Scope tag) {
		for (int i = this.own; i < this.scopes.length; i++) {
			if (this.scopes[i].equals(tag)) {
				return i;
			}
		}
		return -1;
	}

	@Override
	public String toString() {
		return "Markers[epoch=%016x, floor=%d, clock=%d, scopes=%s]".formatted(this.lease.epoch(), this.floor,
				this.lease.number(), List.of(this.scopes));
	}

	/**
	 * What was marked of one scope.
	 *
	 * @param scope the scope
	 * @param removed the clock of the last REMOVE, 0 for none
	 * @param staled the clock of the last STALE, 0 for none
	 */
	public record Marker(Scope scope, long removed, long staled) {

	}

}
