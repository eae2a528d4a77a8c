package io.regioncache.model.staleness;

/**
 * What keeps a read from returning anything older than its bound.
 */
enum Rule {

	/** A tail is as old as the question for it, not as its answer. */
	ASKING_TIME_COUNTS,

	/** The tail of each source is compared with what was applied of that source. */
	EACH_SOURCE_IS_COMPARED,

	/** A source that does not answer is not level. */
	CUT_SOURCES_COUNT,

	/** A tail of one epoch is not compared with what was applied of another. */
	EPOCHS_OF_SOURCES_COUNT,

	/**
	 * A source that has lost its tail is not level before its writers have sent again.
	 */
	AWAITED_WRITERS_COUNT,

	/**
	 * An entry of another epoch of home than that in which home was level is not served.
	 */
	EPOCHS_OF_HOME_COUNT,

	/** Home is level with all sources in one epoch of its own. */
	EPOCHS_OF_HOME_ARE_NOT_MIXED,

	/** Whether home is level is established before the entry is looked up. */
	LEVEL_BEFORE_LOOKUP,

	/** What a process keeps itself is as old as the markers by which it is judged. */
	NEAR_IS_JUDGED,

	/** Those markers must have come as far as home had when it was found level. */
	NEAR_HAS_COME_AS_FAR,

	/** Another region is judged in the same way. */
	OTHERS_ARE_JUDGED,

	/** What this process has invalidated is not read in a region that lacks it. */
	OWN_WRITES_COUNT

}
