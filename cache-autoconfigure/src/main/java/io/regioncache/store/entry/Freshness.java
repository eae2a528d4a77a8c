package io.regioncache.store.entry;

/**
 * How an entry stands against the markers of its scopes.
 */
public enum Freshness {

	/**
	 * Nothing that covers the entry was invalidated since its load began.
	 */
	FRESH,

	/**
	 * Invalidated, but it may be served while it is refreshed.
	 */
	STALE,

	/**
	 * Never to be served again.
	 */
	DEAD

}
