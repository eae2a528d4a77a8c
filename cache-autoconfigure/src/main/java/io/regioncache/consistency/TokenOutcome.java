package io.regioncache.consistency;

/**
 * What became of a token that was read.
 */
public enum TokenOutcome {

	/**
	 * It was signed with a known secret, and lives.
	 */
	VALID,

	/**
	 * It has not the form of a token.
	 */
	MALFORMED,

	/**
	 * It was not signed with a known secret, or changed since.
	 */
	FORGED,

	/**
	 * Its life is over, or begins in the future.
	 */
	EXPIRED

}
