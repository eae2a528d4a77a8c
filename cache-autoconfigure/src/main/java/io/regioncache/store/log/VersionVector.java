package io.regioncache.store.log;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What a region has applied: of each epoch it knows, its own among them, the last
 * sequence.
 *
 * @param applied the last sequence by epoch
 */
public record VersionVector(Map<Long, Long> applied) {

	/**
	 * Of how many epochs at most positions are read that another region has written:
	 * twice as many as a region lists.
	 */
	static final int MAX = 8192;

	/**
	 * Nothing, of no epoch.
	 */
	public static final VersionVector NONE = new VersionVector(Map.of());

	public VersionVector {
		// Map.copyOf takes quadratic time where somebody has chosen epochs of one hash
		applied = Collections.unmodifiableMap(new HashMap<>(applied));
	}

	/**
	 * Whether a region that has applied these knows something that another does not.
	 * @param others what the other has applied
	 * @return {@code true} if any position here is higher, or of an epoch unknown there
	 */
	public boolean isAheadOf(VersionVector others) {
		return this.applied.entrySet().stream().anyMatch((position) -> {
			Long theirs = others.applied.get(position.getKey());
			return theirs == null || theirs < position.getValue();
		});
	}

	/**
	 * Whether another has never heard of one of these epochs.
	 * @param others what the other has applied
	 * @return {@code true} if what such an epoch has invalidated may be lost
	 */
	public boolean nameUnknownTo(VersionVector others) {
		return !others.applied.keySet().containsAll(this.applied.keySet());
	}

	/**
	 * Return these and one more.
	 * @param position the position
	 * @return the positions, with that one if it is the higher
	 */
	public VersionVector and(Position position) {
		Map<Long, Long> all = new HashMap<>(this.applied);
		all.merge(position.epoch(), position.sequence(), Math::max);
		return new VersionVector(all);
	}

	/**
	 * Return the last sequence of an epoch.
	 * @param epoch the epoch
	 * @return the sequence, or {@code null} if the epoch is unknown
	 */
	public @Nullable Long of(long epoch) {
		return this.applied.get(epoch);
	}

}
