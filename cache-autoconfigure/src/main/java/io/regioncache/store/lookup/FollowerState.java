package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.Map;
import java.util.function.LongSupplier;

import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the markers of a region.
 *
 * @param at the epoch of the region, 0 if nothing is known, and its clock after the last
 * change
 * @param number how many changes the region had told of
 * @param base the clock since which all markers are known
 * @param lineage the former epochs whose entries count
 * @param markers the markers, by their fields
 * @param asked the entries that were found fresh by markers read for them: by their
 * fingerprints, the clock of those markers
 */
record FollowerState(Lease at, long number, long base, Lineage lineage, Generations<String, MarkerValue> markers,
		Generations<Long, Long> asked) implements FollowedView {

	private static final int FEW = 16;

	private static final MarkerValues NO_MARKERS = MarkerValues.of(FEW);

	static final FollowerState NONE = new FollowerState(new Lease(0, 0), 0, 0, Lineage.NONE,
			new Generations<>(Map.of(), Map.of()), new Generations<>(Map.of(), Map.of()));

	/**
	 * Return what the metadata says.
	 * @param number how many changes the region has told of
	 * @param held the fields of the markers that transactions hold
	 * @param lineage the former epochs whose entries count
	 */
	static FollowerState of(Lease at, long number, Collection<String> held, Lineage lineage) {
		Generations<String, MarkerValue> markers = Generations.begin();
		held.forEach((field) -> markers.put(field, MarkerValue.HELD));
		return new FollowerState(at, number, at.number(), lineage, markers, Generations.begin());
	}

	/**
	 * Whether anything is known.
	 */
	boolean following() {
		return epoch() != 0;
	}

	long epoch() {
		return this.at.epoch();
	}

	long clock() {
		return this.at.number();
	}

	FollowerState at(long number, long clock) {
		return new FollowerState(new Lease(epoch(), clock), number, this.base, this.lineage, this.markers, this.asked);
	}

	FollowerState withoutOlderHalf() {
		Generations<String, MarkerValue> markers = this.markers.next();
		this.markers.old().forEach((field, value) -> {
			if (value.isHeld() && !this.markers.young().containsKey(field)) {
				markers.put(field, value);
			}
		});
		return new FollowerState(this.at, this.number, baseWithoutOlderHalf(), this.lineage, markers, this.asked);
	}

	private long baseWithoutOlderHalf() {
		return this.markers.old()
			.values()
			.stream()
			.filter((value) -> !value.isHeld())
			.mapToLong(MarkerValue::latest)
			.reduce(this.base, Math::max);
	}

	FollowerState withoutOlderHalfOfAsked() {
		return new FollowerState(this.at, this.number, this.base, this.lineage, this.markers, this.asked.next());
	}

	/**
	 * Whether every entry with this lease can be judged.
	 */
	boolean judges(Lease lease) {
		return following() && lease.epoch() == epoch() && lease.number() >= this.base;
	}

	/**
	 * Return the markers that judge what lies under the key of an entry.
	 * @param head its head, or {@code null} if nothing lies there
	 * @param scopes what covers it
	 * @return the markers; {@code null} if the region has to be asked
	 */
	@Nullable Markers judging(EntryKey key, @Nullable EntryHead head, Scope[] scopes) {
		int own = key.scopes().length;
		if (following() && (head == null || judges(this.lineage.present(head.lease())))) {
			return markers(this.base, scopes, own);
		}
		return (head != null) ? judging(head.lease(), () -> head.fingerprint(key.redisKey()), scopes, own) : null;
	}

	@Override
	public @Nullable Markers judging(@Nullable Lease stored, LongSupplier entry, Scope[] scopes, int own) {
		Lease lease = (stored != null) ? this.lineage.present(stored) : null;
		if (following() && (lease == null || judges(lease))) {
			return markers(this.base, scopes, own);
		}
		if (lease != null && lease.epoch() == epoch() && remembers(entry.getAsLong())) {
			// All that covered it was below its lease, and what has come since is known
			return markers(lease.number(), scopes, own);
		}
		return null;
	}

	private boolean remembers(long entry) {
		Long clock = this.asked.get(entry);
		return following() && clock != null && clock >= this.base;
	}

	private Markers markers(long floor, Scope[] scopes, int own) {
		return new Markers(this.at, floor, scopes, own, values(scopes)).in(this.lineage);
	}

	private MarkerValues values(Scope[] scopes) {
		MarkerValues values = null;
		for (int i = 0; i < scopes.length; i++) {
			MarkerValue marker = this.markers.get(scopes[i].field());
			if (marker != null) {
				values = ((values != null) ? values : MarkerValues.of(scopes.length)).set(i, marker);
			}
		}
		return (values != null) ? values : none(scopes.length);
	}

	private static MarkerValues none(int scopes) {
		return (scopes <= FEW) ? NO_MARKERS : MarkerValues.of(scopes);
	}

}
