package io.regioncache.model.websession;

/**
 * What keeps a revoked session out, and a live one in.
 */
enum Rule {

	/** After a new epoch no session is accepted before other regions have been asked. */
	COMPLETE_BEFORE_ACCEPTING,

	/** Each of the other regions is asked, not whichever answers. */
	EVERY_REGION_IS_ASKED,

	/**
	 * Who has revoked something revokes it again in a new epoch, before it is complete.
	 */
	REVOKED_AGAIN,

	/** What a log does not tell any more is transferred, revocations among it. */
	TRANSFER_BRINGS_REVOCATIONS,

	/** A record that revokes is heeded whichever epoch it is of. */
	HEEDED_IN_ANY_EPOCH,

	/** A revocation is kept until every region has read it. */
	KEPT_UNTIL_READ,

	/** What another region holds is judged by the revocations of both. */
	JUDGED_AT_HOME,

	/** A session carries the revocations of its user that it came after. */
	CARRIES_WHAT_IT_CAME_AFTER,

	/** A change ships the whole session, since a region may not have the rest. */
	WHOLE_SESSION_SHIPS,

	/** What arrives is merged with what is there. */
	ARRIVALS_ARE_MERGED,

	/** A region without the session asks the others for it. */
	OTHERS_ARE_ASKED_ON_A_MISS

}
