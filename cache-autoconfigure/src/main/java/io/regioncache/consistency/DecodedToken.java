package io.regioncache.consistency;

/**
 * What became of a token that was read, and what it says.
 *
 * @param outcome what became of it
 * @param token the token, {@link DatedToken#NONE} unless it is valid
 */
record DecodedToken(TokenOutcome outcome, DatedToken token) {

	static final DecodedToken MALFORMED = new DecodedToken(TokenOutcome.MALFORMED, DatedToken.NONE);

	static final DecodedToken FORGED = new DecodedToken(TokenOutcome.FORGED, DatedToken.NONE);

	static final DecodedToken EXPIRED = new DecodedToken(TokenOutcome.EXPIRED, DatedToken.NONE);

	static DecodedToken valid(DatedToken token) {
		return new DecodedToken(TokenOutcome.VALID, token);
	}

}
