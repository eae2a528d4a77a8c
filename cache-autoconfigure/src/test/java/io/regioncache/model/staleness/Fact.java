package io.regioncache.model.staleness;

/**
 * What is known of the world of {@link StalenessModel}, each as a small number. A time is
 * kept plus one, so that zero means never.
 */
enum Fact {

	/** The time. */
	NOW,

	/** When the source, the distant source and home have invalidated the value. */
	WROTE_SOURCE, WROTE_DISTANT, WROTE_HOME,

	/** Whether this process has done so at home. */
	OWN,

	/** The last sequence of the source in its first and in its second epoch. */
	TAIL_FIRST, TAIL_SECOND,

	/** What home has applied of them, and of the distant source. */
	HOME_FIRST, HOME_SECOND, HOME_DISTANT,

	/** Whether writers of the source are awaited, and whether home has marked. */
	AWAITS, HOME_MARKED,

	/** The epoch of home. */
	HOME_EPOCH,

	/** What the source has applied of home and of the distant source. */
	SOURCE_HOME, SOURCE_DISTANT,

	/** Whether the distant source is cut off. */
	CUT,

	/** A question for the tail of the source that is under way. */
	ASKED, ASKED_EPOCH, ASKED_TAIL,

	/** The last tail of the source that is known. */
	KNOWN, KNOWN_EPOCH, KNOWN_TAIL,

	/** Up to when home was found level with each, in which epoch, and how marked. */
	LEVEL_SOURCE, LEVEL_DISTANT, LEVEL_EPOCH, LEVEL_MARKED,

	/** Up to when the source was found level with home and the distant source. */
	OTHER_LEVEL,

	/** The follower: whether it knows the marker, has been deceived, and as of when. */
	FOLLOWED, DECEIVED, COMPARED, SWALLOWED,

	/** Its question that is under way. */
	COMPARING, COMPARING_MARKED,

	/** A read under way: when it began, where it looks, and what it knew then. */
	READ, PLACE, READ_EPOCH, READ_FOUND, READ_OWN,

	/** What the last read was answered from, and whether that was too old. */
	ANSWERED, BROKEN

}
