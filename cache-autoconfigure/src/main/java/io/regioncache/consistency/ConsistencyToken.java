package io.regioncache.consistency;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import io.regioncache.store.log.Position;

/**
 * The positions up to which a region must have come for its answers to show a caller's
 * own writes. Immutable.
 * <p>
 * Of each epoch of a region the highest position counts; epochs cannot be compared, so
 * two of one region stay side by side. A token holds {@value #MAX_POSITIONS} positions.
 * What would need more becomes a token that {@linkplain #isIncomplete() no region
 * passes}: a write is never forgotten.
 */
public final class ConsistencyToken {

	/**
	 * What fits into 256 characters.
	 */
	static final int MAX_POSITIONS = 9;

	/**
	 * What six bytes hold: nine years of a million invalidations a second.
	 */
	static final long MAX_SEQUENCE = (1L << 48) - 2;

	private static final Comparator<Written> ORDER = Comparator.comparing(Written::region)
		.thenComparingLong((written) -> written.position().epoch());

	/**
	 * The token of a caller that has written nothing.
	 */
	public static final ConsistencyToken NONE = new ConsistencyToken(List.of());

	/**
	 * Stands for whatever a token could not hold: of an epoch that no region has ever
	 * heard of. What is written afterwards stands beside it, for each has its own age.
	 */
	private static final Written NOWHERE = new Written("", new Position(0, MAX_SEQUENCE + 1));

	/**
	 * A token with that position alone.
	 */
	static final ConsistencyToken INCOMPLETE = new ConsistencyToken(List.of(NOWHERE));

	private final List<Written> positions;

	private ConsistencyToken(List<Written> positions) {
		this.positions = positions;
	}

	/**
	 * Return the token of the current {@link ConsistencyContext}.
	 * @return the token, {@link #NONE} if there is no context
	 */
	public static ConsistencyToken current() {
		ConsistencyContext context = ConsistencyContext.current();
		return (context != null) ? context.token() : NONE;
	}

	/**
	 * Return whether every region passes this token, since nothing was written.
	 * @return whether it has no positions
	 */
	public boolean isEmpty() {
		return this.positions.isEmpty();
	}

	/**
	 * Return whether more was written than a token can hold. Its positions then are one
	 * that no region has or will ever come to.
	 * @return whether no region passes this token
	 */
	public boolean isIncomplete() {
		return this.positions.contains(NOWHERE);
	}

	/**
	 * Return the positions in a stable order: by region, then by epoch.
	 * @return the positions, each epoch once
	 */
	public List<Written> positions() {
		return this.positions;
	}

	/**
	 * Return a token for the writes of this one and one more.
	 * @param region the region that issued the position, empty if it is not known
	 * @param position the position of the write
	 * @return this token if it covers the position already, else another
	 */
	public ConsistencyToken and(String region, Position position) {
		if (position.sequence() < 0 || position.sequence() > MAX_SEQUENCE) {
			return and(NOWHERE);
		}
		return and(new Written(region, position));
	}

	/**
	 * Return a token for the writes of this one and of another.
	 * @param other the other token
	 * @return this token if it covers the other, else another
	 */
	public ConsistencyToken and(ConsistencyToken other) {
		if (isEmpty()) {
			return other;
		}
		ConsistencyToken merged = this;
		for (Written written : other.positions) {
			merged = merged.and(written);
		}
		return merged;
	}

	private ConsistencyToken and(Written written) {
		if (covers(written)) {
			return this;
		}
		if (isEmpty() && written.equals(NOWHERE)) {
			return INCOMPLETE;
		}
		List<Written> merged = new ArrayList<>(this.positions.size() + 1);
		Written latest = written;
		for (Written known : this.positions) {
			if (known.isComparableTo(latest)) {
				latest = known.and(latest);
			}
			else {
				merged.add(known);
			}
		}
		merged.add(latest);
		merged.sort(ORDER);
		return (merged.size() <= MAX_POSITIONS) ? new ConsistencyToken(List.copyOf(merged)) : INCOMPLETE;
	}

	private boolean covers(Written written) {
		for (Written known : this.positions) {
			if (known.isComparableTo(written) && known.and(written).equals(known)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ConsistencyToken token && this.positions.equals(token.positions);
	}

	@Override
	public int hashCode() {
		return this.positions.hashCode();
	}

	@Override
	public String toString() {
		return equals(INCOMPLETE) ? "[incomplete]" : this.positions.toString();
	}

	/**
	 * A position and who issued it.
	 *
	 * @param region the region, empty if it is not known
	 * @param position the position
	 */
	public record Written(String region, Position position) {

		boolean isNowhere() {
			return this.position.sequence() > MAX_SEQUENCE;
		}

		boolean isComparableTo(Written other) {
			return this.position.epoch() == other.position.epoch()
					&& (this.region.equals(other.region) || this.region.isEmpty() || other.region.isEmpty());
		}

		Written and(Written other) {
			return new Written(this.region.isEmpty() ? other.region : this.region,
					(this.position.sequence() >= other.position.sequence()) ? this.position : other.position);
		}

		@Override
		public String toString() {
			return (this.region.isEmpty() ? "?" : this.region) + "@" + Long.toHexString(this.position.epoch()) + ":"
					+ this.position.sequence();
		}

	}

}
