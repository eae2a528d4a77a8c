package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.Map;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.log.MarkerChange;

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
	 * @param at the epoch, and the clock
	 * @param number how many changes the region has told of
	 * @param held the fields of the markers that transactions hold
	 * @param lineage the former epochs whose entries count
	 */
	void begin(Lease at, long number, Collection<String> held, Lineage lineage) {
		this.state = FollowerState.of(at, number, held, lineage);
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
		if (change.epoch() != state.epoch() || change.number() > state.number() + 1) {
			return false;
		}
		if (change.number() <= state.number()) {
			return true;
		}
		return change.complete() && advance(state, change);
	}

	private boolean advance(FollowerState state, MarkerChange change) {
		this.state = with(state, change.markers()).at(change.number(), change.clock());
		return true;
	}

	private FollowerState with(FollowerState before, Map<String, MarkerValue> markers) {
		FollowerState state = before;
		for (Map.Entry<String, MarkerValue> marker : markers.entrySet()) {
			if (state.markers().isFullFor(marker.getKey(), this.half)) {
				state = state.withoutOlderHalf();
			}
			state.markers().put(marker.getKey(), marker.getValue());
		}
		return state;
	}

	/**
	 * Remember that an entry was found fresh by markers that were read for it.
	 * @param entry its fingerprint
	 * @param read the epoch and the clock of those markers
	 */
	void remember(long entry, Lease read) {
		FollowerState state = this.state;
		if (!state.following() || read.epoch() != state.epoch() || read.number() < state.base()) {
			return;
		}
		if (state.asked().isFullFor(entry, this.half)) {
			state = state.withoutOlderHalfOfAsked();
			this.state = state;
		}
		state.asked().put(entry, read.number());
	}

}
