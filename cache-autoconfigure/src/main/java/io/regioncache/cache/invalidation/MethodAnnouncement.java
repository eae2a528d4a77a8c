package io.regioncache.cache.invalidation;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

import io.regioncache.cache.transaction.AnnouncedInvalidations;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.store.entry.Scope;

/**
 * The invalidations that a method has announced.
 *
 * @param covered tells the scopes of an invalidation
 * @param invalidator invalidates, in no transaction
 * @param holds what holds scopes while a transaction commits
 * @param invalidations the invalidations, determined when they are first needed
 */
public record MethodAnnouncement(Function<Invalidation, Set<Scope>> covered,
		Function<Invalidation, CompletableFuture<?>> invalidator, CommitHolds holds,
		Supplier<List<Invalidation>> invalidations) implements AnnouncedInvalidations {

	@Override
	public Set<Scope> scopes() {
		Set<Scope> scopes = new LinkedHashSet<>();
		this.invalidations.get().forEach((invalidation) -> scopes.addAll(this.covered.apply(invalidation)));
		return scopes;
	}

	@Override
	public CompletableFuture<?> invalidate() {
		return CompletableFuture
			.allOf(this.invalidations.get().stream().map(this.invalidator).toArray(CompletableFuture[]::new));
	}

}
