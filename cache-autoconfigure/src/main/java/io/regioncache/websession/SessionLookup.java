package io.regioncache.websession;

import org.jspecify.annotations.Nullable;

/**
 * What was found of a session.
 *
 * @param outcome what became of the lookup
 * @param session the session, if it is accepted
 * @param epoch the epoch of the region that was asked; empty if it is not known
 */
record SessionLookup(Outcome outcome, @Nullable StoredSession session, String epoch) {

	static final SessionLookup UNAVAILABLE = new SessionLookup(Outcome.UNAVAILABLE, null, "");

	static SessionLookup of(Outcome outcome, String epoch) {
		return new SessionLookup(outcome, null, epoch);
	}

	/**
	 * What became of a lookup.
	 */
	enum Outcome {

		/** The session is accepted. */
		FOUND,

		/** The same, by another region in place of the home region. */
		FOUND_ELSEWHERE,

		/** There is no such session. */
		ABSENT,

		/** It was revoked. */
		REVOKED,

		/** The region may have lost revocations, and has not asked the others yet. */
		INCOMPLETE,

		/** The region cannot be asked. */
		UNAVAILABLE

	}

}
