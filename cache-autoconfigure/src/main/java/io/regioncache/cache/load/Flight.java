package io.regioncache.cache.load;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Loaded;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

/**
 * A load under way, and how the callers that wait for it share its value.
 */
final class Flight {

	private final long begun;

	private final CompletableFuture<Loaded> result = new CompletableFuture<>();

	private final boolean ahead;

	private final boolean direct;

	private final LoadTurn turn;

	/**
	 * Whether its failure may be that of other keys, which a caller of this one must not
	 * be given.
	 */
	private final boolean shared;

	private final @Nullable Markers first;

	private volatile @Nullable Markers seen;

	private volatile @Nullable Lease lease;

	private final @Nullable CompletableFuture<?> moment;

	/**
	 * Create a flight.
	 * @param call the call that leads it
	 * @param patience how long callers that come meanwhile wait for its end before they
	 * look, or {@code null} if they should not
	 */
	Flight(LoadRequest call, @Nullable Markers seen, @Nullable Lease lease, @Nullable Duration patience) {
		this.begun = LoadCaller.now();
		this.ahead = call.ahead();
		this.direct = lease == null;
		this.turn = call.turn();
		this.shared = call.source().isShared();
		this.first = seen;
		this.seen = seen;
		this.lease = lease;
		this.moment = (patience != null) ? this.result.handle((loaded, ex) -> this)
			.completeOnTimeout(this, patience.toNanos(), TimeUnit.NANOSECONDS) : null;
	}

	/**
	 * A moment in which the load may have ended: a lookup that waits for it is the
	 * likelier to find the value, and all who wait share one lookup.
	 */
	@Nullable CompletableFuture<?> moment() {
		return this.moment;
	}

	/**
	 * Whether a caller may take what this load will bring: nothing that the caller knows
	 * to be invalidated, by the markers it has seen, may have been read by it. A caller
	 * that could see none joins only a load that has begun after its own call.
	 */
	boolean serves(@Nullable Markers seen, LoadRequest call) {
		Lease lease = this.lease;
		if (seen == null) {
			return this.begun > call.begun() && isOfInterestTo(call);
		}
		return lease != null && seen.admits(lease);
	}

	/**
	 * Whether a caller that could see no markers may wait for this load, or for its end.
	 * One with a token, of which nobody knows that the home region has passed it, must
	 * not be given what another finds there after all.
	 */
	boolean isOfInterestTo(LoadRequest call) {
		return call.ahead() ? this.ahead : this.direct || !call.request().isStrong();
	}

	/**
	 * Whether the load has begun after everything that a caller with this lease can know
	 * of, whatever its tags turn out to be.
	 */
	private boolean isAsNewAs(Lease caller) {
		Lease lease = this.lease;
		return lease != null && lease.epoch() == caller.epoch() && lease.number() >= caller.number();
	}

	/**
	 * Take a newer lookup and its lease, which is allowed until the origin is asked.
	 */
	void seen(@Nullable Markers seen, @Nullable Lease lease) {
		this.seen = seen;
		this.lease = lease;
	}

	/**
	 * Whether a later lookup has seen the region in the epoch of the one that led to this
	 * load. In another epoch, or another region, nobody knows what of that is known
	 * there.
	 */
	boolean isOfEpochOf(@Nullable Markers later) {
		return this.first != null && later != null && this.first.epoch() == later.epoch();
	}

	@Nullable Markers seen() {
		return this.seen;
	}

	@Nullable Lease lease() {
		return this.lease;
	}

	/**
	 * Wait for the value of this load, and share it if the caller may be given it.
	 * @param seen the markers of the caller's lookup, or {@code null} if there was none
	 */
	CompletableFuture<Loaded> join(LoadRequest call, @Nullable Markers seen, Joining joining) {
		call.source().waits();
		return call.waitFor(resultFor(call), joining.lockWait())
			.handleAsync((loaded, ex) -> (ex != null) ? failed(call, seen, joining, ex)
					: joined(call, seen, joining, loaded), call.executor())
			.thenCompose(Function.identity());
	}

	/**
	 * That another caller was refused says nothing of this one, who loads for itself.
	 * Neither does the failure of a load that was for other keys as well.
	 */
	private CompletableFuture<Loaded> failed(LoadRequest call, @Nullable Markers seen, Joining joining,
			Throwable failure) {
		return (this.shared || SecurityFailures.isOne(OriginFailure.unwrap(failure))) ? joining.origin().ask(call, seen)
				: CompletableFuture.failedFuture(failure);
	}

	private CompletableFuture<Loaded> joined(LoadRequest call, @Nullable Markers seen, Joining joining,
			@Nullable Loaded loaded) {
		if (loaded == null) {
			joining.statistics().count(Event.LOCK_TIMEOUT);
			return joining.origin().ask(call, seen);
		}
		return (seen != null && !isAsNewAs(seen.lease())) ? judged(call, seen, joining, loaded)
				: joining.share(call, seen, loaded);
	}

	/**
	 * Share a value whose load began before the caller's lookup, if all of its tags were
	 * part of that lookup.
	 */
	private static CompletableFuture<Loaded> judged(LoadRequest call, Markers seen, Joining joining, Loaded loaded) {
		if (loaded.tags() == null) {
			return joining.origin().ask(call, seen);
		}
		return seen.cover(loaded.tags()) ? joining.share(call, seen, loaded) : joining.lookup().apply(call, seen);
	}

	/**
	 * Wait for the end of this load, which began too early, and then share the next one.
	 */
	CompletableFuture<Loaded> after(LoadRequest call, Joining joining) {
		call.source().waits();
		return call.waitFor(resultFor(call).handle((loaded, ex) -> this), joining.lockWait())
			.thenComposeAsync(
					(ended) -> (ended != null) ? joining.next().apply(call) : joining.origin().ask(call, null),
					call.executor());
	}

	/**
	 * Give the callers that wait what its leader loads.
	 * @param ended called first, when nobody may join any more
	 */
	void follow(CompletableFuture<Loaded> load, Runnable ended) {
		load.whenComplete((value, ex) -> {
			ended.run();
			if (ex == null) {
				this.result.complete(value);
			}
			else {
				this.result.completeExceptionally(ex);
			}
		});
	}

	/**
	 * Return the result of this load to a caller that waits for it. A load that waits for
	 * that caller then waits for this load, too.
	 */
	private CompletableFuture<Loaded> resultFor(LoadRequest call) {
		if (call.turn().isLent()) {
			this.turn.lend();
		}
		return this.result;
	}

	CompletableFuture<Loaded> result() {
		return this.result;
	}

}
