package io.regioncache.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a region had applied when it was last asked, for whoever was shown something up to
 * then.
 * <p>
 * A region knows positions of epochs that ended long ago, and only few can be handed on:
 * those that were seen to advance last come first, then those it has met last.
 */
final class Shown {

	/**
	 * How many positions are handed on.
	 */
	static final int MAX_POSITIONS = 6;

	private final Map<Long, Advance> advances = new HashMap<>();

	private Lease upTo = Lease.VOID;

	private Map<Long, Long> positions = Map.of();

	private long order;

	/**
	 * Return the positions by epoch, or {@code null} if they have to be asked for.
	 */
	synchronized @Nullable Map<Long, Long> known(Lease upTo) {
		boolean covered = this.upTo.epoch() == upTo.epoch() && this.upTo.number() >= upTo.number();
		return covered ? this.positions : null;
	}

	/**
	 * Note an answer.
	 * @param at the epoch and clock, read no later than the positions
	 * @param applied the last sequences, by epoch, those last met at the end
	 * @return the positions that count
	 */
	synchronized Map<Long, Long> note(Lease at, LinkedHashMap<Long, Long> applied) {
		this.order++;
		List<Long> epochs = new ArrayList<>();
		applied.forEach((epoch, sequence) -> {
			Advance last = this.advances.get(epoch);
			if (last == null || sequence > last.sequence()) {
				this.advances.put(epoch, new Advance(sequence, (last != null) ? this.order : 0));
			}
			epochs.add(0, epoch);
		});
		this.advances.keySet().retainAll(applied.keySet());
		epochs.sort(Comparator.<Long, Boolean>comparing((epoch) -> epoch != at.epoch())
			.thenComparing((epoch) -> -Objects.requireNonNull(this.advances.get(epoch)).order()));
		Map<Long, Long> positions = new LinkedHashMap<>();
		epochs.stream().limit(MAX_POSITIONS).forEach((epoch) -> positions.put(epoch, applied.get(epoch)));
		if (this.upTo.epoch() != at.epoch() || this.upTo.number() <= at.number()) {
			this.upTo = at;
			this.positions = Map.copyOf(positions);
		}
		return positions;
	}

	private record Advance(long sequence, long order) {
	}

}
