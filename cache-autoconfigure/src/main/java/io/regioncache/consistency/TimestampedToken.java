package io.regioncache.consistency;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.consistency.WrittenPosition;

/**
 * A token and when its life began: with the last write it knows of.
 *
 * @param token the token
 * @param lastWrite when its caller last wrote, by the wall clock; {@link Instant#MIN} if
 * it never has
 * @param since when each position was written or first shown
 */
public record TimestampedToken(ConsistencyToken token, Instant lastWrite, Map<TokenSource, Instant> since) {

	/**
	 * The token of a caller that has written nothing.
	 */
	public static final TimestampedToken NONE = new TimestampedToken(ConsistencyToken.NONE, Instant.MIN);

	public TimestampedToken {
		since = Map.copyOf(since);
	}

	/**
	 * Create a token that is all of one time.
	 * @param token the token
	 * @param lastWrite when its caller last wrote
	 */
	public TimestampedToken(ConsistencyToken token, Instant lastWrite) {
		this(token, lastWrite, all(token, lastWrite));
	}

	/**
	 * Return a token for what was shown to somebody who need not have written.
	 * @param token what was shown
	 * @param at when
	 * @return a token that does not prolong any other
	 */
	static TimestampedToken shown(ConsistencyToken token, Instant at) {
		return new TimestampedToken(token, Instant.MIN, all(token, at));
	}

	private static Map<TokenSource, Instant> all(ConsistencyToken token, Instant at) {
		return token.all().collect(Collectors.toMap(TokenSource::of, (written) -> at, (one, two) -> one));
	}

	/**
	 * Return when a position was written or first shown.
	 */
	Instant since(WrittenPosition written) {
		return this.since.getOrDefault(TokenSource.of(written), this.lastWrite);
	}

	/**
	 * Since when a token is incomplete in one application: from the youngest on of all
	 * that it could not hold.
	 */
	private Instant incompleteSince(TimestampedToken other, ConsistencyToken merged, long keySpace) {
		return Stream.of(this, other)
			.flatMap((each) -> each.token.all()
				.filter((written) -> written.keySpace() == keySpace)
				.filter((written) -> written.isNowhere() || merged.all().noneMatch(written::isComparableTo))
				.map(each::since))
			.max(Comparator.naturalOrder())
			.orElse(this.lastWrite);
	}

	/**
	 * Since when a position counts that one of both tokens knows, or what they know of it
	 * together.
	 */
	private Instant since(WrittenPosition written, TimestampedToken other) {
		if (this.token.all().anyMatch(written::equals)) {
			return since(written);
		}
		return other.token.all().anyMatch(written::equals) ? other.since(written) : latestOf(other);
	}

	private Instant latestOf(TimestampedToken other) {
		return Stream.concat(this.since.values().stream(), other.since.values().stream())
			.max(Comparator.naturalOrder())
			.orElse(this.lastWrite);
	}

	/**
	 * Return a token for what both know, which lives as long as the younger of them.
	 * @param other the other token
	 * @return this token if nothing of the other is new
	 */
	public TimestampedToken and(TimestampedToken other) {
		ConsistencyToken merged = this.token.and(other.token);
		Instant latest = this.lastWrite.isBefore(other.lastWrite) ? other.lastWrite : this.lastWrite;
		boolean known = merged.equals(this.token) && latest.equals(this.lastWrite);
		if (known && merged.all().noneMatch(WrittenPosition::isNowhere)) {
			return this;
		}
		Map<TokenSource, Instant> since = new HashMap<>();
		merged.all()
			.forEach((written) -> since.put(TokenSource.of(written),
					written.isNowhere() ? incompleteSince(other, merged, written.keySpace()) : since(written, other)));
		return (known && since.equals(this.since)) ? this : new TimestampedToken(merged, latest, since);
	}

	/**
	 * Where positions come from that can be compared.
	 *
	 * @param keySpace the application, 0 for this one
	 * @param epoch the epoch of one of its regions
	 */
	public record TokenSource(long keySpace, long epoch) {

		static TokenSource of(WrittenPosition written) {
			return new TokenSource(written.keySpace(), written.position().epoch());
		}

	}

}
