package io.regioncache.consistency;

/**
 * What became of a token that was read, and what it says.
 *
 * @param outcome what became of it
 * @param token the token, {@link TimestampedToken#NONE} unless it is valid
 */
record DecodedToken(TokenOutcome outcome, TimestampedToken token) {

	static final DecodedToken MALFORMED = new DecodedToken(TokenOutcome.MALFORMED, TimestampedToken.NONE);

	static final DecodedToken FORGED = new DecodedToken(TokenOutcome.FORGED, TimestampedToken.NONE);

	static final DecodedToken EXPIRED = new DecodedToken(TokenOutcome.EXPIRED, TimestampedToken.NONE);

	static DecodedToken valid(TimestampedToken token) {
		return new DecodedToken(TokenOutcome.VALID, token);
	}

}
