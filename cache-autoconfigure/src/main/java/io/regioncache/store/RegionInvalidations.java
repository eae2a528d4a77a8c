package io.regioncache.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.InvalidationAudit.AuditedInvalidation;
import io.regioncache.store.RegionObservations.ObservedInvalidation;
import io.regioncache.store.history.OwnInvalidations;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.AppendChange;
import io.regioncache.store.write.Appended;
import io.regioncache.store.write.Applied;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.write.MarkerWriter;
import io.regioncache.store.write.PutChange;
import io.regioncache.store.write.PutGrant;
import org.jspecify.annotations.Nullable;

/**
 * Invalidates in one region. What cannot be marked there is kept and retried, and put
 * into the log of another region meanwhile.
 */
public final class RegionInvalidations {

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final InvalidationsElsewhere elsewhere;

	private final Supplier<RegionObservations> observations;

	private volatile InvalidationAudit audit = InvalidationAudit.NONE;

	RegionInvalidations(SingleRegionStore own, RegionFailover others, InvalidationsElsewhere elsewhere,
			Supplier<RegionObservations> observations) {
		this.observations = observations;
		this.own = own;
		this.others = others;
		this.elsewhere = elsewhere;
	}

	/**
	 * Let what is invalidated from now on be looked at again.
	 * @param audit looks again
	 */
	public void audit(InvalidationAudit audit) {
		this.audit = audit;
	}

	/**
	 * Invalidate scopes, in one atomic step.
	 * @param scopes the scopes
	 * @param mode what becomes of the entries
	 * @param regions where entries are invalidated
	 * @param writes hears the position
	 * @return what became of it; unless it is {@link InvalidationResult#APPLIED}, this
	 * process bypasses the region until it is
	 */
	public CompletableFuture<InvalidationResult> invalidate(List<Scope> scopes, InvalidationMode mode,
			InvalidationRegions regions, PositionListener writes) {
		ObservedInvalidation observed = observe();
		return mark(scopes, mode, regions, writes, observed)
			.thenCompose((applied) -> result(applied, scopes, mode, writes, observed));
	}

	/**
	 * Invalidate scopes, and wait until the other regions have applied it.
	 * @param scopes the scopes
	 * @param mode what becomes of the entries
	 * @param timeout how long to wait
	 * @param writes hears the position
	 * @return the regions that have not applied it by then
	 */
	public CompletableFuture<List<String>> invalidateEverywhere(List<Scope> scopes, InvalidationMode mode,
			Duration timeout, PositionListener writes) {
		ObservedInvalidation observed = observe();
		return mark(scopes, mode, InvalidationRegions.ALL, writes, observed).thenCompose((applied) -> {
			AtomicReference<@Nullable Position> taken = new AtomicReference<>();
			applied.ifPresent((done) -> taken.set(done.position()));
			return result(applied, scopes, mode, (region, position) -> {
				taken.set(position);
				writes.at(region, position);
			}, observed).thenCompose((result) -> everywhere(result, taken.get(), timeout));
		});
	}

	private CompletableFuture<Optional<Applied>> mark(List<Scope> scopes, InvalidationMode mode,
			InvalidationRegions regions, PositionListener writes, ObservedInvalidation observed) {
		AuditedInvalidation audited = this.audit.begin();
		return this.own.markers().mark(scopes, mode, regions, writes, observed.trace()).thenApply((applied) -> {
			applied.ifPresent((done) -> audited.applied(scopes, mode, regions, done));
			return applied;
		});
	}

	private CompletableFuture<List<String>> everywhere(InvalidationResult result, @Nullable Position position,
			Duration timeout) {
		CompletableFuture<List<String>> behind = (position != null) ? behind(position, timeout)
				: CompletableFuture.completedFuture(List.copyOf(this.others.names()));
		return (result == InvalidationResult.APPLIED) ? behind
				: behind.thenApply((names) -> Stream.concat(Stream.of(this.own.region()), names.stream()).toList());
	}

	/**
	 * Wait until all other regions that can be reached have applied something.
	 * @param position the position of the last record
	 * @param timeout how long to wait
	 * @return the regions that have not applied it by then
	 */
	public CompletableFuture<List<String>> behind(Position position, Duration timeout) {
		return this.elsewhere.behind(position, timeout);
	}

	/**
	 * Invalidate a key, and say under which lease a value computed since may be stored.
	 * @param key the key
	 * @param lease the lease taken before the value was computed, or {@code null} if
	 * there was none to be had
	 * @param tags the tags of the value
	 * @param regions where entries are invalidated
	 * @param writes hears the position
	 * @return the grant; empty if a scope that covers the value was invalidated since
	 * then, or the region could not be asked
	 */
	public CompletableFuture<Optional<PutGrant>> put(EntryKey key, @Nullable Lease lease, Collection<Scope> tags,
			InvalidationRegions regions, PositionListener writes) {
		ObservedInvalidation observed = observe();
		AuditedInvalidation audited = this.audit.begin();
		List<Scope> scopes = List.of(key.scope());
		return this.own.markers().put(key, lease, tags, regions, writes, observed.trace()).thenCompose((applied) -> {
			applied.ifPresent((done) -> audited.applied(scopes, InvalidationMode.REMOVE, regions, done));
			return result(applied, scopes, InvalidationMode.REMOVE, writes, observed)
				.thenApply((result) -> applied.flatMap(Applied::grant));
		});
	}

	/**
	 * Invalidate a key only if nothing that covers its value was invalidated since a
	 * lease.
	 * @param key the key
	 * @param lease the lease
	 * @param tags the tags of the value
	 * @param regions where entries are invalidated
	 * @param writes hears the position
	 * @return the grant; empty if something was, or the region could not be asked
	 */
	public CompletableFuture<Optional<PutGrant>> putIfUnmoved(EntryKey key, Lease lease, Collection<Scope> tags,
			InvalidationRegions regions, PositionListener writes) {
		ObservedInvalidation observed = observe();
		return this.own.markers()
			.putIfUnmoved(key, lease, tags, regions, writes, observed.trace())
			.thenApply((applied) -> {
				observed.ended(applied.isPresent() ? InvalidationResult.APPLIED : InvalidationResult.DEFERRED);
				return applied.flatMap(Applied::grant);
			});
	}

	/**
	 * Append a change of a key in the same step in which the key is invalidated.
	 * @param key the key
	 * @param lease the lease taken before the value was computed, or {@code null} if
	 * there was none to be had
	 * @param tags the tags of the value
	 * @param change the change
	 * @param regions where entries are invalidated
	 * @param writes hears the position
	 * @return what became of it
	 */
	public CompletableFuture<Appended> append(EntryKey key, @Nullable Lease lease, Collection<Scope> tags,
			PutChange change, InvalidationRegions regions, PositionListener writes) {
		ObservedInvalidation observed = observe();
		AppendChange append = new AppendChange(this.own.keys().metadata(), key, change, regions, observed.trace())
			.under(lease, MarkerWriter.covering(key, tags));
		AuditedInvalidation audited = this.audit.begin();
		List<Scope> scopes = List.of(key.scope());
		return this.own.markers().append(append, key, regions, writes).thenCompose((applied) -> {
			applied.ifPresent((done) -> audited.applied(scopes, InvalidationMode.REMOVE, regions, done));
			return result(applied, scopes, InvalidationMode.REMOVE, writes, observed)
				.thenApply((result) -> append.appended(applied));
		});
	}

	private ObservedInvalidation observe() {
		return this.observations.get().invalidation(this.own.region());
	}

	/**
	 * Tell what became of an invalidation, once another region has taken what this one
	 * keeps.
	 */
	private CompletableFuture<InvalidationResult> result(Optional<Applied> applied, List<Scope> scopes,
			InvalidationMode mode, PositionListener writes, ObservedInvalidation observed) {
		CompletableFuture<InvalidationResult> result = applied.isPresent()
				? CompletableFuture.completedFuture(InvalidationResult.APPLIED)
				: relay(scopes, mode, writes, observed.trace());
		return result.whenComplete((known, ex) -> observed.ended(known));
	}

	/**
	 * Have another region take what this one keeps.
	 */
	private CompletableFuture<InvalidationResult> relay(List<Scope> scopes, InvalidationMode mode,
			PositionListener writes, String trace) {
		OwnInvalidations own = this.own.invalidations();
		return this.elsewhere.relay(scopes, mode, (region, position) -> {
			own.relayed(region, Objects.requireNonNull(position), scopes);
			writes.at(region, position);
		}, trace).handle((taken, ex) -> {
			if (ex == null && taken) {
				return InvalidationResult.RELAYED;
			}
			own.kept(scopes);
			writes.at(this.own.region(), null);
			return InvalidationResult.DEFERRED;
		});
	}

}
