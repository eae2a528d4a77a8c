package io.regioncache.store.write;

/**
 * What became of an entry that was to be stored.
 */
public enum Stored {

	/**
	 * Redis has stored it.
	 */
	STORED,

	/**
	 * Something else has been stored in its place since.
	 */
	OVERTAKEN,

	/**
	 * Redis has refused it, for want of memory for example.
	 */
	REFUSED,

	/**
	 * Redis could not be asked, or did not answer in time: it may have been stored.
	 */
	UNKNOWN

}
