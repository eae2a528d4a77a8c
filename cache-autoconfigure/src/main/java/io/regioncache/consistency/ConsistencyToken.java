package io.regioncache.consistency;

import java.util.List;
import java.util.stream.Stream;

import io.regioncache.annotation.Internal;
import io.regioncache.annotation.PublicApi;
import io.regioncache.store.log.Position;

/**
 * The positions up to which a region must have come for its answers to show a caller's
 * own writes. Immutable.
 * <p>
 * Of each epoch of a region the highest position counts; epochs cannot be compared, so
 * two of one region stay side by side. A token holds {@value #MAX_POSITIONS} positions.
 * What would need more becomes a token that {@linkplain #isIncomplete() no region
 * passes}: a write is never forgotten.
 * <p>
 * A token also carries what its caller has written in other applications that share the
 * secret. No region of this application has to pass that; it is handed on.
 *
 * @since 0.1
 */
@PublicApi
public final class ConsistencyToken {

	/**
	 * What fits into 256 characters.
	 */
	static final int MAX_POSITIONS = 9;

	/**
	 * The token of a caller that has written nothing.
	 */
	public static final ConsistencyToken NONE = new ConsistencyToken(List.of(), List.of());

	/**
	 * A token that says no more than that it could not hold what was written.
	 */
	static final ConsistencyToken INCOMPLETE = new ConsistencyToken(List.of(WrittenPosition.nowhere(0)), List.of());

	private final List<WrittenPosition> positions;

	private final List<WrittenPosition> carried;

	private ConsistencyToken(List<WrittenPosition> positions, List<WrittenPosition> carried) {
		this.positions = positions;
		this.carried = carried;
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
	 * Return whether every region passes this token, since nothing was written in this
	 * application.
	 * @return whether it has no positions
	 */
	public boolean isEmpty() {
		return this.positions.isEmpty();
	}

	/**
	 * Return whether there is nothing to hand on either.
	 */
	boolean saysNothing() {
		return this.positions.isEmpty() && this.carried.isEmpty();
	}

	/**
	 * Return whether more was written than a token can hold. Its positions then are one
	 * that no region has or will ever come to.
	 * @return whether no region passes this token
	 */
	public boolean isIncomplete() {
		return this.positions.stream().anyMatch(WrittenPosition::isNowhere);
	}

	/**
	 * Return the positions in a stable order: by region, then by epoch.
	 * @return the positions, each epoch once
	 */
	public List<WrittenPosition> positions() {
		return this.positions;
	}

	/**
	 * Return the positions in other applications, in a stable order.
	 */
	List<WrittenPosition> carried() {
		return this.carried;
	}

	/**
	 * Return all positions, those of this application first.
	 */
	Stream<WrittenPosition> all() {
		return Stream.concat(this.positions.stream(), this.carried.stream());
	}

	/**
	 * Return a token for the writes of this one and one more.
	 * @param region the region that issued the position, empty if it is not known
	 * @param position the position of the write
	 * @return this token if it covers the position already, else another
	 */
	@Internal
	public ConsistencyToken and(String region, Position position) {
		return and(WrittenPosition.of(region, position));
	}

	/**
	 * Return a token for the writes of this one and of another.
	 * @param other the other token
	 * @return this token if it covers the other, else another
	 */
	public ConsistencyToken and(ConsistencyToken other) {
		if (saysNothing()) {
			return other;
		}
		ConsistencyToken merged = this;
		for (WrittenPosition written : other.positions) {
			merged = merged.and(written);
		}
		for (WrittenPosition written : other.carried) {
			merged = merged.and(written);
		}
		return merged;
	}

	/**
	 * Return a token for the writes of this one and of one in whichever application.
	 */
	ConsistencyToken and(WrittenPosition written) {
		if (covers(written)) {
			return this;
		}
		if (saysNothing() && written.isNowhere() && written.isOwn()) {
			return INCOMPLETE;
		}
		return TokenSpace.fit(TokenSpace.merged(all().toList(), written));
	}

	/**
	 * Return a token with these positions, which fit into one.
	 */
	static ConsistencyToken of(List<WrittenPosition> positions, List<WrittenPosition> carried) {
		return (carried.isEmpty() && positions.equals(INCOMPLETE.positions)) ? INCOMPLETE
				: new ConsistencyToken(List.copyOf(positions), List.copyOf(carried));
	}

	private boolean covers(WrittenPosition written) {
		for (WrittenPosition known : written.isOwn() ? this.positions : this.carried) {
			if (known.isComparableTo(written) && known.and(written).equals(known)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof ConsistencyToken token && this.positions.equals(token.positions)
				&& this.carried.equals(token.carried);
	}

	@Override
	public int hashCode() {
		return 31 * this.positions.hashCode() + this.carried.hashCode();
	}

	@Override
	public String toString() {
		String own = this.positions.equals(INCOMPLETE.positions) ? "[incomplete]" : this.positions.toString();
		return this.carried.isEmpty() ? own : own + " and elsewhere " + this.carried;
	}

}
