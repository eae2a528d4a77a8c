package io.regioncache.cache.load;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.RateLimitedLogger;
import io.regioncache.cache.entry.ValueShipper;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.caller.CallerScope;
import io.regioncache.consistency.RegionContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.log.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * Asks the origin of one cache, so many at a time, and stores what it answers under the
 * lease of whoever has asked.
 */
public final class Origin implements OriginCalls {

	private final String cache;

	private final CacheSettings settings;

	private final RegionStore store;

	private final Entries entries;

	private final CacheStatistics statistics;

	private final ValueShipper shipping;

	private final LoadStore fills;

	private final OriginLag lag;

	private final Bulkhead bulkhead;

	private final RateLimitedLogger nested = new RateLimitedLogger();

	public Origin(CacheParts parts, ValueShipper shipping, LoadStore fills) {
		this.cache = parts.name();
		this.settings = parts.settings();
		this.store = parts.store();
		this.entries = parts.entries();
		this.statistics = parts.statistics();
		this.shipping = shipping;
		this.fills = fills;
		this.lag = new OriginLag(this.settings.reads().originLag(), this.store);
		this.bulkhead = new Bulkhead(this.settings.loads().maxConcurrentLoads(), this.settings.loads().loadWait(),
				this::nested, this.store.clock());
	}

	private void nested() {
		this.nested.tell(
				"Loads of cache '%s' seem to wait for loads that wait for their turn, on threads that do not know of each other. Up to %d times the %d of regions.caches.%1$s.max-concurrent-loads run at once until none waits. Let the context follow where a cached method calls another on a thread of its own, as by a ContextPropagatingTaskDecorator"
					.formatted(this.cache, StallRule.WIDTH, this.settings.loads().maxConcurrentLoads()));
	}

	/**
	 * Ask the origin, and store what it answers.
	 * @param seen the markers of the lookup under whose lease it may be stored, or
	 * {@code null} if it may not
	 */
	CompletableFuture<Loaded> ask(LoadRequest call, @Nullable Markers seen) {
		return ask(call, seen, (entry, ttl) -> this.store.writes().store(call.key(), entry, ttl));
	}

	/**
	 * Ask the origin, and store what it answers in another way.
	 */
	CompletableFuture<Loaded> ask(LoadRequest call, @Nullable Markers seen, Entries.Writer writer) {
		Lease lease = call.limit((seen != null) ? seen.lease() : null);
		OriginVisit visit = new OriginVisit(List.of(call.key().text()), call.turn(), call.transaction(),
				call.executor(), call.outer(), reads(call, seen));
		return call.source().ask(this, visit).thenCompose((answer) -> store(call, seen, lease, answer, writer));
	}

	@Override
	public CompletableFuture<OriginAnswer> visit(OriginVisit visit, Supplier<? extends CompletionStage<?>> loader) {
		return visitOnce(visit, loader).whenComplete((answer, ex) -> {
			if (ex == null) {
				this.entries.failing().ended(visit.keys());
			}
			else if (OriginFailure.isOfOrigin(OriginFailure.unwrap(ex))) {
				this.entries.failing().failed(visit.keys());
			}
		});
	}

	private CompletableFuture<OriginAnswer> visitOnce(OriginVisit visit,
			Supplier<? extends CompletionStage<?>> loader) {
		return this.bulkhead.acquire(visit.turn()).handle((admission, ex) -> {
			if (ex != null) {
				throw new OriginFailure((OriginFailure.unwrap(ex) instanceof TimeoutException)
						? new OriginBusyException(this.cache, this.settings) : ex);
			}
			return admission;
		}).thenCompose((admission) -> begin(visit, loader, admission));
	}

	private CompletableFuture<OriginAnswer> begin(OriginVisit visit, Supplier<? extends CompletionStage<?>> loader,
			Admission admission) {
		AtomicBoolean began = new AtomicBoolean();
		return this.shipping.begin(visit.transaction()).thenComposeAsync((known) -> {
			began.set(true);
			return run(visit, loader, admission, known);
		}, visit.executor()).whenComplete((loaded, ex) -> {
			if (!began.get()) {
				this.bulkhead.ended(admission);
			}
		});
	}

	private CompletableFuture<OriginAnswer> run(OriginVisit visit, Supplier<? extends CompletionStage<?>> loader,
			Admission admission, Optional<VersionVector> known) {
		this.statistics.count(Event.LOAD);
		long began = this.store.clock().nanos();
		LoadScope scope = LoadScope.of(this.cache, visit.keys(), visit.outer());
		return call(visit, loader, admission, scope).handle((loaded, ex) -> {
			this.statistics.loaded(this.store.clock().nanos() - began);
			scope.end();
			this.bulkhead.ended(admission);
			if (ex != null) {
				this.statistics.count(Event.LOAD_FAILURE);
				throw new OriginFailure(OriginFailure.unwrap(ex));
			}
			return new OriginAnswer(loaded, scope, this.store.clock().nanos() - began, known);
		}).toCompletableFuture();
	}

	private CompletionStage<?> call(OriginVisit visit, Supplier<? extends CompletionStage<?>> loader,
			Admission admission, LoadScope scope) {
		CompletionStage<?> value;
		admission.entered(Thread.currentThread());
		try (CallerScope binding = LoadScope.bind(scope);
				RegionContext.Loading loading = RegionContext.load(visit.why())) {
			value = Objects.requireNonNull(this.store.observations().load(this.cache, loader),
					"The loader has returned no future");
		}
		catch (Throwable ex) {
			value = CompletableFuture.failedFuture(new OriginFailure(ex));
		}
		if (!(value instanceof Future<?> future && future.isDone())) {
			admission.returned();
		}
		return value;
	}

	/**
	 * Store the value of one key under the lease of its own load.
	 */
	private CompletableFuture<Loaded> store(LoadRequest call, @Nullable Markers seen, @Nullable Lease lease,
			OriginAnswer answer, Entries.Writer writer) {
		Loaded whole = this.entries.encode(call.request(), answer.value(), answer.scope().limit(lease), answer.nanos());
		boolean lagging = this.lag.mayAffect(seen, (whole.tags() != null) ? whole.tags() : List.of());
		Loaded outcome = lagging ? this.lag.limit(whole, this.settings.lifetimes().ttl()) : whole;
		if (call.ahead() && outcome.lease() == null) {
			// Home lacks what the caller has written, so the value is not meant for it
			return CompletableFuture.completedFuture(outcome);
		}
		Entries.Writer used = lagging ? writer : this.shipping.after(writer, call.key(), lease, answer.known());
		return this.fills
			.write(call.transaction(), call.key(), call.request(), outcome,
					TimeUnit.NANOSECONDS.toMillis(answer.nanos()), used)
			.thenApply((stored) -> outcome);
	}

	private RegionContext.LoadConstraint reads(LoadRequest call, @Nullable Markers seen) {
		if (call.ahead()) {
			return RegionContext.LoadConstraint.AHEAD;
		}
		return this.lag.mayAffect(seen) ? RegionContext.LoadConstraint.AFTER_WRITE
				: RegionContext.LoadConstraint.ORDINARY;
	}

}
