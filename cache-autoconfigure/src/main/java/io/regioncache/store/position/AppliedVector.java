package io.regioncache.store.position;

import java.util.Arrays;
import java.util.Map;

import io.regioncache.store.entry.Markers;
import io.regioncache.store.log.Position;

/**
 * What this process knows a region to have applied, in one epoch of that region. It only
 * ever grows while the epoch lasts, so what was passed once stays passed.
 */
public final class AppliedVector {

	/**
	 * What has ended counts as passed, however far it had come: nothing of it is served.
	 */
	static final long ENDED = Long.MAX_VALUE;

	static final AppliedVector NOTHING = new AppliedVector(0, new long[0], new long[0]);

	private static final int CAPACITY = 64;

	private final long epoch;

	private final long[] epochs;

	private final long[] sequences;

	private AppliedVector(long epoch, long[] epochs, long[] sequences) {
		this.epoch = epoch;
		this.epochs = epochs;
		this.sequences = sequences;
	}

	/**
	 * Whether the region has applied what was issued at a position.
	 * @param position the position
	 * @return {@code false} if it has not, or this process does not know
	 */
	public boolean covers(Position position) {
		return of(position.epoch()) >= position.sequence();
	}

	/**
	 * Return how far the region has come in what was issued in an epoch.
	 * @param epoch the epoch
	 * @return the last sequence, or -1 if the epoch is not known
	 */
	public long of(long epoch) {
		for (int i = 0; i < this.epochs.length; i++) {
			if (this.epochs[i] == epoch) {
				return this.sequences[i];
			}
		}
		return -1;
	}

	/**
	 * Whether a lookup that was sent later has seen the region in the same epoch, and so
	 * with all this.
	 * @param markers the markers of the lookup
	 * @return {@code false} if the region has begun another epoch
	 */
	public boolean isOf(Markers markers) {
		return this != NOTHING && markers.lease().epoch() == this.epoch;
	}

	/**
	 * Return this and what else was seen of the region.
	 * @param epoch the epoch of the region; if it is another, only what was seen counts
	 */
	AppliedVector and(long epoch, Map<Long, Long> applied) {
		AppliedVector base = (this != NOTHING && epoch == this.epoch) ? this
				: new AppliedVector(epoch, NOTHING.epochs, NOTHING.sequences);
		AppliedVector all = base;
		for (Map.Entry<Long, Long> position : applied.entrySet()) {
			all = all.and(position.getKey(), position.getValue());
		}
		return all;
	}

	private AppliedVector and(long epoch, long sequence) {
		for (int i = 0; i < this.epochs.length; i++) {
			if (this.epochs[i] == epoch) {
				long[] sequences = this.sequences.clone();
				sequences[i] = Math.max(sequences[i], sequence);
				return new AppliedVector(this.epoch, this.epochs, sequences);
			}
		}
		return with(epoch, sequence);
	}

	private AppliedVector with(long epoch, long sequence) {
		int from = (this.epochs.length < CAPACITY) ? 0 : 1;
		int length = this.epochs.length - from + 1;
		long[] epochs = Arrays.copyOfRange(this.epochs, from, from + length);
		long[] sequences = Arrays.copyOfRange(this.sequences, from, from + length);
		epochs[length - 1] = epoch;
		sequences[length - 1] = sequence;
		return new AppliedVector(this.epoch, epochs, sequences);
	}

}
