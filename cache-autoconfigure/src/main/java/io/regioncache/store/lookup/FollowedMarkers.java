package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerChange;
import org.jspecify.annotations.Nullable;

/**
 * The markers that a region has told of since a clock, its base: enough to judge every
 * entry of its epoch whose lease is not below the base.
 * <p>
 * They begin empty, at the clock of the metadata as read behind the subscription. To
 * bound their memory the older half of them is dropped at times, and the base rises to
 * the greatest of those. Of an entry with an older lease the markers are asked for once;
 * that it was found fresh is remembered until the base has passed the clock of that.
 * <p>
 * Changed on one event loop; read by any thread.
 */
final class FollowedMarkers {

	static final int CAPACITY = 100_000;

	private static final long[] NO_MARKERS = new long[16];

	private final int half;

	private volatile FollowerState state;

	FollowedMarkers() {
		this(CAPACITY, FollowerState.NONE);
	}

	/**
	 * Create markers that have come this far.
	 * @param capacity how many markers, and how many entries that were asked for, are
	 * kept at most
	 */
	FollowedMarkers(int capacity, FollowerState state) {
		this.half = Math.max(1, capacity / 2);
		this.state = state;
	}

	/**
	 * Return how far they have come. It is another one after each change.
	 */
	FollowerState state() {
		return this.state;
	}

	/**
	 * Begin with what the metadata says.
	 * @param number how many changes the region has told of
	 * @param held the fields of the markers that transactions hold
	 */
	void begin(long epoch, long clock, long number, Collection<String> held) {
		FollowerState begun = new FollowerState(epoch, number, clock, clock, true, new ConcurrentHashMap<>(), Map.of(),
				new ConcurrentHashMap<>(), Map.of());
		held.forEach((field) -> begun.young().put(field, MarkerValue.HELD));
		this.state = begun;
	}

	/**
	 * Follow no longer: nothing is known until they begin anew.
	 */
	void end() {
		this.state = FollowerState.NONE;
	}

	/**
	 * Take a change.
	 * @return whether it follows what came before, or is part of that; if not, they have
	 * to begin anew
	 */
	boolean take(MarkerChange change) {
		FollowerState state = this.state;
		if (change.epoch() != state.epoch || change.number() > state.number + 1) {
			return false;
		}
		if (change.number() <= state.number) {
			return true;
		}
		if (!change.complete()) {
			return false;
		}
		for (Map.Entry<String, MarkerValue> marker : change.markers().entrySet()) {
			if (state.young.size() >= this.half && !state.young.containsKey(marker.getKey())) {
				state = state.withoutOlderHalf();
			}
			state.young.put(marker.getKey(), marker.getValue());
		}
		this.state = state.at(change.number(), change.clock());
		return true;
	}

	/**
	 * Remember that an entry was found fresh by markers that were read for it.
	 * @param entry its fingerprint
	 * @param read the epoch and the clock of those markers
	 */
	void remember(long entry, Lease read) {
		FollowerState state = this.state;
		if (!state.following || read.epoch() != state.epoch || read.number() < state.base) {
			return;
		}
		if (state.asked.size() >= this.half && !state.asked.containsKey(entry)) {
			state = state.withoutOlderHalfOfAsked();
			this.state = state;
		}
		state.asked.put(entry, read.number());
	}

	/**
	 * What is known.
	 *
	 * @param epoch the epoch of the region
	 * @param number how many changes the region had told of
	 * @param clock its clock after that
	 * @param base the clock since which all markers are known
	 * @param following whether anything is known
	 * @param young the markers that came last
	 * @param old those that came before; a younger one of the same field replaces it
	 * @param asked the entries that were found fresh last by markers read for them: by
	 * their fingerprints, the clock of those markers
	 * @param askedBefore those that were before
	 */
	record FollowerState(long epoch, long number, long clock, long base, boolean following,
			Map<String, MarkerValue> young, Map<String, MarkerValue> old, Map<Long, Long> asked,
			Map<Long, Long> askedBefore) implements FollowedView {

		static final FollowerState NONE = new FollowerState(0, 0, 0, 0, false, Map.of(), Map.of(), Map.of(), Map.of());

		private FollowerState at(long number, long clock) {
			return new FollowerState(this.epoch, number, clock, this.base, true, this.young, this.old, this.asked,
					this.askedBefore);
		}

		private FollowerState withoutOlderHalf() {
			long dropped = this.base;
			Map<String, MarkerValue> young = new ConcurrentHashMap<>();
			for (Map.Entry<String, MarkerValue> marker : this.old.entrySet()) {
				MarkerValue value = marker.getValue();
				if (!value.isHeld()) {
					dropped = Math.max(dropped, value.latest());
				}
				else if (!this.young.containsKey(marker.getKey())) {
					young.put(marker.getKey(), value);
				}
			}
			return new FollowerState(this.epoch, this.number, this.clock, dropped, true, young, this.young, this.asked,
					this.askedBefore);
		}

		private FollowerState withoutOlderHalfOfAsked() {
			return new FollowerState(this.epoch, this.number, this.clock, this.base, true, this.young, this.old,
					new ConcurrentHashMap<>(), this.asked);
		}

		/**
		 * Whether every entry with this lease can be judged.
		 */
		boolean judges(Lease lease) {
			return this.following && lease.epoch() == this.epoch && lease.number() >= this.base;
		}

		@Override
		public @Nullable Markers judging(@Nullable Lease lease, LongSupplier entry, Scope[] scopes, int own) {
			if (this.following && (lease == null || judges(lease))) {
				return markers(this.base, scopes, own);
			}
			if (lease != null && lease.epoch() == this.epoch && remembers(entry.getAsLong())) {
				// All that covered it was below its lease, and what has come since is
				// known
				return markers(lease.number(), scopes, own);
			}
			return null;
		}

		private boolean remembers(long entry) {
			Long clock = this.asked.get(entry);
			clock = (clock != null) ? clock : this.askedBefore.get(entry);
			return this.following && clock != null && clock >= this.base;
		}

		private @Nullable MarkerValue marker(Scope scope) {
			MarkerValue marker = this.young.get(scope.field());
			return (marker != null) ? marker : this.old.get(scope.field());
		}

		private Markers markers(long floor, Scope[] scopes, int own) {
			long[] removed = none(scopes.length);
			long[] staled = removed;
			long[] stamps = null;
			for (int i = 0; i < scopes.length; i++) {
				MarkerValue marker = marker(scopes[i]);
				if (marker != null) {
					if (removed == staled) {
						removed = new long[scopes.length];
						staled = new long[scopes.length];
					}
					removed[i] = marker.removed();
					staled[i] = marker.staled();
					if (marker.isStamped()) {
						stamps = (stamps != null) ? stamps : new long[2 * scopes.length];
						stamps[2 * i] = marker.removedAt();
						stamps[2 * i + 1] = marker.staledAt();
					}
				}
			}
			return new Markers(new Lease(this.epoch, this.clock), floor, scopes, own,
					new MarkerValues(removed, staled, stamps));
		}

		private static long[] none(int length) {
			return (length <= NO_MARKERS.length) ? NO_MARKERS : new long[length];
		}

	}

}
