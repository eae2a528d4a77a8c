package io.regioncache.cache.transaction;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.CommitIntents;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a transaction is about to invalidate from right before its commit until it
 * has been invalidated, if that is wanted: a crash in between then ends in an
 * invalidation, and not in values that are old for ever.
 */
public final class CommitHolds {

	private final CommitIntents holds;

	private final Consumer<String> warnings;

	private final @Nullable Duration life;

	public CommitHolds(CommitIntents holds, Consumer<String> warnings, @Nullable Duration life) {
		this.holds = holds;
		this.warnings = warnings;
		this.life = life;
	}

	boolean areWanted() {
		return this.life != null;
	}

	/**
	 * Hold scopes. A transaction commits whether that succeeds or not.
	 */
	CompletableFuture<?> hold(String transaction, Collection<Scope> scopes) {
		if (this.life == null || scopes.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.holds.hold(transaction, scopes, this.life).thenAccept((held) -> {
			if (!held) {
				this.warnings.accept("A transaction commits without a hold: the region cannot be asked, "
						+ "or too many transactions hold the same at once");
			}
		});
	}

	void release(String transaction) {
		this.holds.release(transaction);
	}

}
