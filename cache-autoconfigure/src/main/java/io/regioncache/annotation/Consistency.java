package io.regioncache.annotation;

/**
 * How fresh the answer to a read must be.
 *
 * @since 0.1
 */
@PublicApi
public enum Consistency {

	/**
	 * What the home region has at hand will do, also if the caller has written something
	 * newer, and also from a cache in this process.
	 */
	EVENTUAL,

	/**
	 * A caller with a token reads nothing older than its own last write, and nothing
	 * older than what it has read since. A caller without one reads as with
	 * {@link #EVENTUAL}.
	 */
	SESSION,

	/**
	 * As {@link #SESSION}, always validated at Redis, and never what may only be served
	 * while it is refreshed.
	 */
	STRONG

}
