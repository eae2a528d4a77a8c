package io.regioncache.cache.invalidation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.Appended;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.write.PutChange;
import io.regioncache.store.write.PutGrant;
import org.jspecify.annotations.Nullable;

/**
 * Invalidates as one cache, or several of them, would have it done.
 */
public record Invalidations(RegionStore store, ReplicationSettings settings) {

	/**
	 * A place that no region will come to.
	 */
	private static final Position NOWHERE = new Position(0, Long.MAX_VALUE);

	/**
	 * Return the strictest of several settings: what one cache replicates or waits for is
	 * replicated and waited for.
	 */
	public static ReplicationSettings strictest(Collection<ReplicationSettings> all) {
		Replicate replicate = Replicate.NONE;
		ReplicationSettings strictest = null;
		for (ReplicationSettings settings : all) {
			replicate = (settings.replicate().compareTo(replicate) < 0) ? settings.replicate() : replicate;
			if (strictest == null || settings.write() == Write.ALL_REGIONS) {
				strictest = settings;
			}
		}
		return (strictest == null) ? ReplicationSettings.DEFAULTS
				: new ReplicationSettings(replicate, strictest.write(), strictest.writeTimeout());
	}

	/**
	 * Wait for an invalidation.
	 * @throws RegionsBehindException if that takes too long
	 */
	public static <T> T await(CompletableFuture<T> invalidation) {
		try {
			return Waiting.join(invalidation);
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RegionsBehindException behind) ? behind : ex;
		}
	}

	/**
	 * Invalidate scopes in all regions, for good.
	 */
	public CompletableFuture<InvalidationResult> remove(Scope scope) {
		return remove(List.of(scope));
	}

	/**
	 * Invalidate scopes in all regions, for good.
	 */
	public CompletableFuture<InvalidationResult> remove(List<Scope> scopes) {
		return invalidate(scopes, InvalidationMode.REMOVE, InvalidationRegions.ALL, writes());
	}

	public CompletableFuture<InvalidationResult> invalidate(List<Scope> scopes, InvalidationMode mode,
			InvalidationRegions regions, PositionListener writes) {
		InvalidationRegions reached = (reach() == InvalidationRegions.HOME) ? InvalidationRegions.HOME : regions;
		return (this.settings.write() == Write.ASYNC || reached == InvalidationRegions.HOME)
				? this.store.invalidations().invalidate(scopes, mode, reached, writes)
				: this.store.invalidations()
					.invalidateEverywhere(scopes, mode, this.settings.writeTimeout(), writes)
					.thenApply(this::complete);
	}

	public CompletableFuture<Optional<PutGrant>> put(EntryKey key, @Nullable Lease lease, Collection<Scope> tags) {
		return awaited(this.store.invalidations().put(key, lease, tags, reach(), writes()));
	}

	/**
	 * Append a change of a key, and invalidate the key.
	 */
	public CompletableFuture<Appended> append(EntryKey key, @Nullable Lease lease, Collection<Scope> tags,
			PutChange change) {
		CompletableFuture<Appended> appended = this.store.invalidations()
			.append(key, lease, tags, change, reach(), writes());
		return appended.thenCompose((outcome) -> {
			Position position = outcome.position();
			return (position == null || reach() == InvalidationRegions.HOME) ? appended
					: applied(position).thenCompose((done) -> appended);
		});
	}

	public CompletableFuture<Optional<PutGrant>> putIfUnmoved(EntryKey key, Lease lease, Collection<Scope> tags,
			PositionListener writes) {
		return awaited(this.store.invalidations().putIfUnmoved(key, lease, tags, reach(), writes));
	}

	/**
	 * Wait, where that is asked for, until other regions have applied what stands at a
	 * position.
	 */
	public CompletableFuture<Void> applied(Position position) {
		return (this.settings.write() == Write.ASYNC) ? CompletableFuture.completedFuture(null)
				: this.store.invalidations().behind(position, this.settings.writeTimeout()).thenAccept(this::complete);
	}

	private CompletableFuture<Optional<PutGrant>> awaited(CompletableFuture<Optional<PutGrant>> put) {
		return (this.settings.write() == Write.ASYNC || reach() == InvalidationRegions.HOME) ? put
				: put.thenCompose((granted) -> granted.isEmpty() ? CompletableFuture.completedFuture(granted)
						: this.store.invalidations()
							.behind(granted.get().position(), this.settings.writeTimeout())
							.thenApply((behind) -> {
								complete(behind);
								return granted;
							}));
	}

	/**
	 * What the caller has written, it must see from now on.
	 */
	public static PositionListener writes() {
		ConsistencyContext context = ConsistencyContext.current();
		return (context == null) ? PositionListener.UNHEARD
				: (region, position) -> context.wrote(region, (position != null) ? position : NOWHERE);
	}

	/**
	 * The regions that what is cached here concerns at most.
	 */
	private InvalidationRegions reach() {
		return (this.settings.replicate() == Replicate.NONE) ? InvalidationRegions.HOME : InvalidationRegions.ALL;
	}

	private InvalidationResult complete(List<String> behind) {
		if (!behind.isEmpty()) {
			throw new RegionsBehindException(behind, this.settings.writeTimeout());
		}
		return InvalidationResult.APPLIED;
	}

}
