package io.regioncache.cache.read;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.Entries;
import io.regioncache.cache.entry.FailingLoads;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.entry.RateLimitedLogger;
import io.regioncache.cache.load.CallerThread;
import io.regioncache.cache.load.CarriedCaller;
import io.regioncache.cache.load.LoadCaller;
import io.regioncache.cache.load.LoadRequest;
import io.regioncache.cache.load.LoadScope;
import io.regioncache.cache.load.LoadTimeoutException;
import io.regioncache.cache.load.Loader;
import io.regioncache.cache.load.Loads;
import io.regioncache.cache.load.OriginFailure;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.caller.CallerScope;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

/**
 * Loads values for callers who shall not suffer from an origin that fails or is slow: if
 * an expired value is still there, it is served for a while, and a caller waits only so
 * long.
 * <p>
 * Whether there is one is looked up once the load has failed: what was removed meanwhile
 * is not served. Callers with a token, those who ask for the last state, and transactions
 * that have changed the value are given the failure.
 */
public final class GuardedLoads {

	static final String FLAG = "stale-if-error";

	private final String cache;

	private final CacheSettings settings;

	private final Entries entries;

	private final LookupCoalescer lookups;

	private final Loads loads;

	private final CacheStatistics statistics;

	private final Executor executor;

	private final RateLimitedLogger served = new RateLimitedLogger();

	public GuardedLoads(CacheParts parts, LookupCoalescer lookups, Loads loads) {
		this.cache = parts.name();
		this.settings = parts.settings();
		this.entries = parts.entries();
		this.lookups = lookups;
		this.loads = loads;
		this.statistics = parts.statistics();
		this.executor = parts.executor();
	}

	/**
	 * Whether callers may have to leave before their load ends, which therefore must not
	 * need their thread. One in a transaction does.
	 */
	public boolean areLimited(@Nullable Transaction transaction) {
		return transaction == null && !(this.settings.loads().loadSoftTimeout().isZero()
				&& this.settings.loads().loadHardTimeout().isZero());
	}

	/**
	 * Get the value by a load that blocks a thread, and wait for it: on this thread
	 * unless that may have to leave before the load ends.
	 * @param found what the caller has found
	 * @throws Throwable whatever the loader throws, untouched
	 */
	public Loaded await(EntryKey key, CacheRequest request, Loader loader, Found found,
			@Nullable Transaction transaction) throws Throwable {
		CallerThread thread = new CallerThread();
		boolean limited = areLimited(transaction);
		LoadRequest call = new LoadRequest(key, request, LoadRequest.blocking(limited ? carrying(loader) : loader),
				limited ? this.executor : thread, null,
				LoadCaller.of(LoadScope.current(), found == Found.AHEAD, transaction))
			.onThread(Thread.currentThread());
		return thread.await(load(call, found.markers(), ConsistencyContext.current()));
	}

	private static Loader carrying(Loader loader) {
		CarriedCaller caller = CarriedCaller.capture();
		return () -> {
			try (CallerScope binding = caller.bind()) {
				return loader.load();
			}
		};
	}

	/**
	 * Refresh what was found, on another thread, if it is stale or soon will be.
	 */
	public void refreshIfDue(EntryKey key, CacheRequest request, Found found,
			Supplier<? extends CompletionStage<?>> loader) {
		if (isDue(key, found)) {
			this.entries.forget(key, request);
			this.loads.refresh(
					new LoadRequest(key, request, loader, this.executor, found.entry(), LoadCaller.refresher()),
					found.markers());
		}
	}

	/**
	 * Whether somebody is to refresh what was found.
	 */
	public boolean isDue(EntryKey key, Found found) {
		Envelope entry = found.entry();
		return entry != null && found.markers() != null && switch (found.status()) {
			case STALE -> true;
			case KEPT -> this.entries.failing().isDue(key);
			case FRESH -> this.entries.isDue(entry);
			default -> false;
		};
	}

	/**
	 * Note that a caller is served what was found.
	 */
	public void serves(Found found, @Nullable ConsistencyContext caller) {
		if (found.status() == Found.Status.KEPT) {
			served(caller, Event.STALE_ON_FAILURE, null);
		}
	}

	/**
	 * Get the value by a load, or what may be served instead.
	 * @param seen the markers of the caller's look, or {@code null} if there was none
	 * @param caller who asks, if that is known
	 */
	public CompletableFuture<Loaded> load(LoadRequest call, @Nullable Markers seen,
			@Nullable ConsistencyContext caller) {
		boolean limited = areLimited(call.transaction());
		boolean covered = isCovered(call);
		CompletableFuture<Loaded> loaded = this.loads.load(call, seen);
		if (!limited && !covered) {
			return loaded;
		}
		CompletableFuture<Loaded> answer = new CompletableFuture<>();
		loaded.whenComplete((value, ex) -> {
			if (ex == null) {
				answer.complete(value);
			}
			else if (covered && OriginFailure.isOfOrigin(OriginFailure.unwrap(ex))) {
				serve(call, caller, Event.STALE_ON_FAILURE, answer, ex);
			}
			else {
				answer.completeExceptionally(ex);
			}
		});
		if (limited) {
			limit(call, caller, covered, loaded, answer);
		}
		return answer;
	}

	private void limit(LoadRequest call, @Nullable ConsistencyContext caller, boolean covered,
			CompletableFuture<Loaded> loaded, CompletableFuture<Loaded> answer) {
		Duration hard = this.settings.loads().loadHardTimeout();
		if (covered) {
			after(this.settings.loads().loadSoftTimeout(), loaded, call.executor(),
					() -> serve(call, caller, Event.STALE_ON_TIMEOUT, answer, null));
		}
		after(hard, loaded, call.executor(), () -> {
			this.statistics.count(Event.LOAD_TIMEOUT);
			OriginFailure failure = new OriginFailure(new LoadTimeoutException(this.cache, hard));
			if (covered) {
				serve(call, caller, Event.STALE_ON_TIMEOUT, answer, failure);
			}
			else {
				answer.completeExceptionally(failure);
			}
		});
	}

	private static void after(Duration limit, CompletableFuture<Loaded> loaded, Executor executor, Runnable step) {
		if (!limit.isZero()) {
			loaded.handle((value, ex) -> true)
				.completeOnTimeout(false, limit.toNanos(), TimeUnit.NANOSECONDS)
				.thenAcceptAsync((ended) -> {
					if (!ended) {
						step.run();
					}
				}, executor);
		}
	}

	/**
	 * Serve the expired value to a caller whose load has not brought any, if that may be.
	 * @param failure what the caller gets otherwise, or {@code null} if it goes on
	 * waiting
	 */
	private void serve(LoadRequest call, @Nullable ConsistencyContext caller, Event event,
			CompletableFuture<Loaded> answer, @Nullable Throwable failure) {
		kept(call).whenComplete((found, ex) -> {
			if (ex == null && found.mayServe() && found.entry() != null) {
				if (event == Event.STALE_ON_TIMEOUT) {
					this.entries.failing().failed(List.of(call.key().text()));
				}
				if (found.status() == Found.Status.KEPT && !answer.isDone()) {
					// First, so that no caller sees the value without the flag
					served(caller, event, failure);
				}
				answer.complete(Loaded.of(found));
			}
			else if (failure != null) {
				answer.completeExceptionally(failure);
			}
		});
	}

	private CompletableFuture<Found> kept(LoadRequest call) {
		return this.lookups.ask(call.key(), this.entries.expectedTags(call.key(), call.request()), LookupCoalescer.NONE)
			.thenComposeAsync((lookup) -> {
				Found found = this.entries.judgeKept(call.key(), call.request(), lookup);
				return (found.status() == Found.Status.UNJUDGED) ? kept(call)
						: CompletableFuture.completedFuture(Reads.visible(found, call.transaction()));
			}, call.executor());
	}

	/**
	 * Note that a caller was served what has expired.
	 */
	private void served(@Nullable ConsistencyContext caller, Event event, @Nullable Throwable failure) {
		this.statistics.count(event);
		if (caller != null) {
			caller.flag(FLAG);
		}
		String why = (failure != null) ? OriginFailure.unwrap(failure).toString() : (event == Event.STALE_ON_TIMEOUT)
				? "it takes longer than " + this.settings.loads().loadSoftTimeout() : "the origin has failed before";
		this.served.tell(("An expired value of cache '%s' was served instead of loading it (%s). The origin is asked "
				+ "again every %d seconds for each key until it answers, or stale-if-error is over")
			.formatted(this.cache, why, FailingLoads.RETRY.toSeconds()));
	}

	/**
	 * Whether an expired value may be served in place of the load.
	 */
	private boolean isCovered(LoadRequest call) {
		Transaction transaction = call.transaction();
		return !call.ahead() && !call.request().isStrong()
				&& call.request().lifespan().mayOutliveFailures(this.settings.lifetimes().staleIfError())
				&& (transaction == null || !transaction.hides(call.key()));
	}

}
