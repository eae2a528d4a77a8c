package io.regioncache.store.write;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.position.AppliedPositions;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.Invalidate.Applied;
import org.jspecify.annotations.Nullable;

/**
 * Marks scopes in one region. What could not be marked there is kept and retried, until
 * when this process bypasses the region.
 */
public final class MarkerWriter {

	private final RedisLink link;

	private final AppliedPositions seen;

	public MarkerWriter(RedisLink link, AppliedPositions seen) {
		this.link = link;
		this.seen = seen;
	}

	/**
	 * Mark scopes.
	 * @return what was applied; empty if it is kept
	 */
	public CompletableFuture<Optional<Applied>> mark(List<Scope> scopes, boolean stale, boolean homeOnly,
			PositionListener writes) {
		return send(new Invalidate(scopes, stale, homeOnly), scopes, stale, writes);
	}

	/**
	 * Mark a key, and compare a lease with what covers a value of it.
	 * @return what was applied; empty if it is kept
	 */
	public CompletableFuture<Optional<Applied>> put(EntryKey key, @Nullable Lease lease, Collection<Scope> tags,
			boolean homeOnly, PositionListener writes) {
		List<Scope> own = List.of(key.scope());
		Invalidate invalidate = new Invalidate(own, false, homeOnly);
		if (lease != null && !lease.isVoid()) {
			invalidate.unless(lease, covering(key, tags));
		}
		return send(invalidate, own, false, writes);
	}

	/**
	 * Mark a key if nothing that covers a value of it has moved past a lease.
	 * @return what was applied; empty if it is kept
	 */
	public CompletableFuture<Optional<Applied>> putIfUnmoved(EntryKey key, Lease lease, Collection<Scope> tags,
			boolean homeOnly, PositionListener writes) {
		List<Scope> own = List.of(key.scope());
		Invalidate invalidate = new Invalidate(own, false, homeOnly).onlyUnmoved().unless(lease, covering(key, tags));
		return send(invalidate, own, false, writes);
	}

	/**
	 * Mark scopes on behalf of another region.
	 * @return whether it was applied; if not, it is not kept
	 */
	public CompletableFuture<Boolean> take(List<Scope> scopes, boolean stale, PositionListener writes) {
		Session session = this.link.session();
		return (session == null) ? CompletableFuture.completedFuture(false)
				: this.link.ask(session, (open) -> new Invalidate(scopes, stale, false).send(open))
					.thenApply((applied) -> {
						this.link.applied(scopes, stale);
						return written(applied, writes);
					})
					.handle((applied, ex) -> ex == null);
	}

	private static List<Scope> covering(EntryKey key, Collection<Scope> tags) {
		List<Scope> covering = new ArrayList<>(List.of(key.scopes()));
		covering.addAll(tags);
		return covering;
	}

	private CompletableFuture<Optional<Applied>> send(Invalidate invalidate, List<Scope> scopes, boolean stale,
			PositionListener writes) {
		Session session = this.link.sessionForInvalidation();
		if (session == null) {
			this.link.defer(scopes, stale);
			return CompletableFuture.completedFuture(Optional.empty());
		}
		return this.link.ask(session, (open) -> invalidate.send(open)).thenApply((applied) -> {
			this.link.history().applied(applied.lease());
			this.link.applied(scopes, stale);
			return Optional.of(written(applied, writes));
		}).exceptionally((ex) -> {
			this.link.defer(scopes, stale);
			return Optional.empty();
		});
	}

	private Applied written(Applied applied, PositionListener writes) {
		this.seen.wrote(applied.lease(), applied.position());
		writes.at(this.link.region(), applied.position());
		return applied;
	}

}
