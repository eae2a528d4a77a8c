package io.regioncache.store.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.history.KeptInvalidations.Kept;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.position.AppliedPositions;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.InvalidationSteps.Step;
import io.regioncache.store.write.InvalidationSteps.UnregisteredException;
import org.jspecify.annotations.Nullable;

/**
 * Marks scopes in one region. What could not be marked there is kept and retried, until
 * when this process bypasses the region.
 */
public final class MarkerWriter {

	/**
	 * How long invalidations that are not applied yet are waited for at the end.
	 */
	private static final Duration LAST_INVALIDATIONS = Duration.ofSeconds(2);

	private final RedisLink link;

	private final InvalidationSteps steps;

	private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();

	public MarkerWriter(RedisLink link, AppliedPositions seen) {
		this.link = link;
		this.steps = new InvalidationSteps(link, seen);
	}

	/**
	 * Mark scopes.
	 * @return what was applied; empty if it is kept
	 */
	public CompletableFuture<Optional<Applied>> mark(List<Scope> scopes, InvalidationMode mode,
			InvalidationRegions regions, PositionListener writes, String trace) {
		List<Scope> bounded = Invalidate.bounded(scopes);
		return send((session) -> this.steps.send(session, new Step(bounded, mode, regions, trace), writes), bounded,
				mode, regions);
	}

	/**
	 * Mark a key, and compare a lease with what covers a value of it.
	 * @return what was applied; empty if it is kept
	 */
	public CompletableFuture<Optional<Applied>> put(EntryKey key, @Nullable Lease lease, Collection<Scope> tags,
			InvalidationRegions regions, PositionListener writes, String trace) {
		List<Scope> own = List.of(key.scope());
		Invalidate invalidate = new Invalidate(own, InvalidationMode.REMOVE, regions).traced(trace);
		if (lease != null && !lease.isVoid()) {
			invalidate.unless(lease, covering(key, tags));
		}
		return send(invalidate, own, regions, writes);
	}

	/**
	 * Mark a key if nothing that covers a value of it has moved past a lease.
	 * @return what was applied; empty if it is kept
	 */
	public CompletableFuture<Optional<Applied>> putIfUnmoved(EntryKey key, Lease lease, Collection<Scope> tags,
			InvalidationRegions regions, PositionListener writes, String trace) {
		List<Scope> own = List.of(key.scope());
		Invalidate invalidate = new Invalidate(own, InvalidationMode.REMOVE, regions).onlyUnmoved()
			.traced(trace)
			.unless(lease, covering(key, tags));
		return send(invalidate, own, regions, writes);
	}

	/**
	 * Mark a key, and append a change of it.
	 * @return what was applied; empty if it is not known whether it was, and the marker
	 * is kept
	 */
	public CompletableFuture<Optional<Applied>> append(AppendChange change, EntryKey key, InvalidationRegions regions,
			PositionListener writes) {
		return send((session) -> this.steps.send(session, change::send, writes), List.of(key.scope()),
				InvalidationMode.REMOVE, regions);
	}

	/**
	 * Mark scopes on behalf of another region.
	 * @return whether it was applied; if not, it is not kept
	 */
	public CompletableFuture<Boolean> take(List<Scope> scopes, InvalidationMode mode, PositionListener writes,
			String trace) {
		Session session = this.link.session();
		Step step = new Step(Invalidate.bounded(scopes), mode, InvalidationRegions.ALL, trace);
		return (session == null) ? CompletableFuture.completedFuture(false) : settling(take(session, step, writes)
			.exceptionallyCompose((ex) -> (Failures.rootOf(ex) instanceof UnregisteredException)
					? this.link.requireWriter().thenCompose((registered) -> take(session, step, writes))
					: CompletableFuture.failedFuture(ex))
			.handle((taken, ex) -> ex == null && taken));
	}

	private CompletableFuture<Boolean> take(Session session, Step step, PositionListener writes) {
		Kept kept = this.link.writer().keep(step.scopes(), step.mode());
		return this.steps.send(session, step, writes)
			.whenComplete((applied, ex) -> failed(kept, ex))
			.thenCompose((applied) -> {
				this.link.unsettled().applied(applied.lease().epoch(), step.scopes(), step.mode());
				return this.link.writer().applied(kept, applied.lease().epoch(), applied.sequence())
						? this.link.writer().confirmed().thenApply((confirmed) -> true)
						: CompletableFuture.completedFuture(false);
			});
	}

	private void failed(@Nullable Kept kept, @Nullable Throwable ex) {
		if (ex != null) {
			this.link.writer().failed(kept);
		}
	}

	/**
	 * Return all that covers a value.
	 */
	public static List<Scope> covering(EntryKey key, Collection<Scope> tags) {
		List<Scope> covering = new ArrayList<>(List.of(key.scopes()));
		covering.addAll(tags);
		return covering;
	}

	private CompletableFuture<Optional<Applied>> send(Invalidate invalidate, List<Scope> scopes,
			InvalidationRegions regions, PositionListener writes) {
		return send((session) -> this.steps.send(session, invalidate::send, writes), scopes, InvalidationMode.REMOVE,
				regions);
	}

	private CompletableFuture<Optional<Applied>> send(Function<Session, CompletableFuture<Applied>> invalidation,
			List<Scope> scopes, InvalidationMode mode, InvalidationRegions regions) {
		Session session = this.link.sessionForInvalidation();
		if (session == null) {
			this.link.unsettled().defer(scopes, mode);
			return CompletableFuture.completedFuture(Optional.empty());
		}
		Kept kept = this.link.writer().keep(scopes, mode);
		return settling(invalidation.apply(session).thenApply((applied) -> {
			this.link.history().applied(applied.lease(), applied.position(), scopes, regions);
			this.link.unsettled().applied(applied.lease().epoch(), scopes, mode);
			return confirmed(kept, applied);
		}).exceptionally((ex) -> {
			this.link.unsettled().defer(scopes, mode);
			this.link.writer().failed(kept);
			return Optional.empty();
		}).thenCompose((applied) -> this.link.writer().confirmed().thenApply((confirmed) -> applied)));
	}

	private Optional<Applied> confirmed(@Nullable Kept kept, Applied applied) {
		if (!this.link.writer().applied(kept, applied.lease().epoch(), applied.sequence())) {
			throw new IllegalStateException("An epoch has begun meanwhile");
		}
		return Optional.of(applied);
	}

	private <T> CompletableFuture<T> settling(CompletableFuture<T> invalidation) {
		if (!invalidation.isDone()) {
			this.underWay.add(invalidation);
			invalidation.whenComplete((done, ex) -> this.underWay.remove(invalidation));
		}
		return invalidation;
	}

	/**
	 * Wait for the invalidations that are not applied yet, for two seconds at most.
	 * @return those that are not applied even then
	 */
	public Map<MarkerWrite, Long> settle() {
		long deadline = this.link.settings().clock().nanos() + LAST_INVALIDATIONS.toNanos();
		CompletableFuture<Void> settled = CompletableFuture.allOf(this.underWay.toArray(CompletableFuture[]::new));
		if (!settled.isDone()) {
			settled.completeOnTimeout(null, LAST_INVALIDATIONS.toNanos(), TimeUnit.NANOSECONDS).join();
		}
		return this.link.unsettled().settle(deadline);
	}

}
