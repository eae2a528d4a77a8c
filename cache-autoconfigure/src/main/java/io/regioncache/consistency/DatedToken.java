package io.regioncache.consistency;

import java.time.Instant;

/**
 * A token and when its life began: with the last write it knows of.
 *
 * @param token the token
 * @param lastWrite when its caller last wrote, by the wall clock; {@link Instant#MIN} if
 * it never has
 */
public record DatedToken(ConsistencyToken token, Instant lastWrite) {

	/**
	 * The token of a caller that has written nothing.
	 */
	public static final DatedToken NONE = new DatedToken(ConsistencyToken.NONE, Instant.MIN);

	/**
	 * Return a token for what both know, which lives as long as the younger of them.
	 * @param other the other token
	 * @return this token if nothing of the other is new
	 */
	public DatedToken and(DatedToken other) {
		ConsistencyToken merged = this.token.and(other.token);
		Instant latest = this.lastWrite.isBefore(other.lastWrite) ? other.lastWrite : this.lastWrite;
		return (merged.equals(this.token) && latest.equals(this.lastWrite)) ? this : new DatedToken(merged, latest);
	}

}
