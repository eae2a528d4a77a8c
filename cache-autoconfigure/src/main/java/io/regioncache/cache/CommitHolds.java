package io.regioncache.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.Holds;
import io.regioncache.store.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a transaction is about to invalidate from right before its commit until it
 * has been invalidated, if that is wanted: a crash in between then ends in an
 * invalidation, and not in values that are old for ever.
 */
final class CommitHolds {

	private final Holds holds;

	private final Complaints complaints = new Complaints();

	private volatile @Nullable Duration life;

	CommitHolds(Holds holds) {
		this.holds = holds;
	}

	void life(Duration life) {
		this.life = life;
	}

	boolean areWanted() {
		return this.life != null;
	}

	/**
	 * Hold scopes. A transaction commits whether that succeeds or not.
	 */
	CompletableFuture<?> hold(String transaction, Collection<Scope> scopes) {
		Duration life = this.life;
		if (life == null || scopes.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.holds.hold(transaction, scopes, life).thenAccept((held) -> {
			if (!held) {
				this.complaints.tell("A transaction commits without a hold: the region cannot be asked, "
						+ "or too many transactions hold the same at once");
			}
		});
	}

	void release(String transaction) {
		this.holds.release(transaction);
	}

}
