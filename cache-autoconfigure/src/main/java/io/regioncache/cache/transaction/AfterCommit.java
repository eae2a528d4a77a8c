package io.regioncache.cache.transaction;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.regioncache.cache.value.Encoded;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Something that waits for the commit of a transaction.
 *
 * @param scopes what it will invalidate; reads of the transaction bypass the cache there
 * @param value the value it will store
 * @param action carries it out
 * @param withoutValue carries out what is left of it if no value may be stored
 * @param failed told if it fails after the commit
 * @param holds keeps the scopes from being served while the transaction commits
 */
public record AfterCommit(Collection<Scope> scopes, Value value, Supplier<CompletableFuture<?>> action,
		Supplier<CompletableFuture<?>> withoutValue, Consumer<RuntimeException> failed, @Nullable CommitHolds holds) {

	private static final Supplier<CompletableFuture<?>> NOTHING = () -> CompletableFuture.completedFuture(null);

	/**
	 * An invalidation.
	 */
	public static AfterCommit invalidation(Collection<Scope> scopes, Supplier<CompletableFuture<?>> action,
			Consumer<RuntimeException> failed, CommitHolds holds) {
		return new AfterCommit(scopes, Value.NONE, action, action, failed, holds);
	}

	/**
	 * A put: its key is invalidated whether its value may be stored or not.
	 */
	public static AfterCommit put(Scope key, Supplier<CompletableFuture<?>> action,
			Supplier<CompletableFuture<?>> withoutValue, Consumer<RuntimeException> failed, CommitHolds holds,
			@Nullable Encoded encoded) {
		return new AfterCommit(List.of(key), Value.of(encoded, List.of()), action, withoutValue, failed, holds);
	}

	/**
	 * A value that was loaded.
	 * @param dropped carried out instead if the value is not to be stored
	 */
	public static AfterCommit fill(Collection<Scope> covering, Supplier<CompletableFuture<?>> action, Runnable dropped,
			@Nullable Encoded encoded) {
		return new AfterCommit(List.of(), Value.of(encoded, covering), action, () -> {
			dropped.run();
			return NOTHING.get();
		}, (ex) -> {
		}, null);
	}

	/**
	 * Whether it compares itself with what was invalidated before it.
	 */
	boolean comparesItself() {
		return !this.scopes.isEmpty() && this.value.weight() > 0;
	}

	/**
	 * Whether its scopes are held while the transaction commits.
	 */
	boolean isHeld() {
		return this.holds != null && this.holds.areWanted();
	}

	/**
	 * The same, for the caller of this thread.
	 */
	AfterCommit carried() {
		return new AfterCommit(this.scopes, this.value, ConsistencyContext.carrying(this.action),
				ConsistencyContext.carrying(this.withoutValue), this.failed, this.holds);
	}

	/**
	 * The same, with nothing stored.
	 */
	AfterCommit valueless() {
		return new AfterCommit(this.scopes, Value.NONE, this.withoutValue, this.withoutValue, this.failed, this.holds);
	}

	/**
	 * A value that waits to be stored.
	 *
	 * @param covering what covers it: once any of that is invalidated by the same
	 * transaction, the value is as good as dead
	 * @param weight about how many bytes it takes until then
	 */
	public record Value(Collection<Scope> covering, int weight) {

		/**
		 * Nothing is stored.
		 */
		public static final Value NONE = new Value(List.of(), 0);

		private static final int OVERHEAD = 512;

		static Value of(@Nullable Encoded encoded, Collection<Scope> covering) {
			return new Value(covering, OVERHEAD + ((encoded != null) ? encoded.length() : 0));
		}

	}

}
