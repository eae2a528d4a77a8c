package io.regioncache.cache.transaction;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Scope;

/**
 * The invalidations that a method has announced, and the means to hold and apply them.
 */
public interface AnnouncedInvalidations {

	/**
	 * Return what holds scopes while a transaction commits.
	 * @return the holds
	 */
	CommitHolds holds();

	/**
	 * Return the scopes that will be invalidated, as far as they are known before the
	 * method returns.
	 * @return the scopes
	 * @throws RuntimeException if the expressions of an annotation fail
	 */
	Set<Scope> scopes();

	/**
	 * Invalidate now, outside any transaction.
	 * @return completes when all is done
	 * @throws RuntimeException if the expressions of an annotation fail
	 */
	CompletableFuture<?> invalidate();

}
