package io.regioncache.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.Lease;
import io.regioncache.store.Markers;
import org.jspecify.annotations.Nullable;

/**
 * A load under way, and the callers that wait for it.
 */
final class Flight {

	private final long begun;

	private final CompletableFuture<Loaded> result = new CompletableFuture<>();

	private volatile @Nullable Markers seen;

	private volatile @Nullable Lease lease;

	private final @Nullable CompletableFuture<?> moment;

	/**
	 * Create a flight.
	 * @param patience how long callers that come meanwhile wait for its end before they
	 * look, or {@code null} if they should not
	 */
	Flight(long begun, @Nullable Markers seen, @Nullable Lease lease, @Nullable Duration patience) {
		this.begun = begun;
		this.seen = seen;
		this.lease = lease;
		this.moment = (patience != null) ? this.result.handle((loaded, ex) -> this)
			.completeOnTimeout(this, patience.toNanos(), TimeUnit.NANOSECONDS) : null;
	}

	/**
	 * A moment in which the load may have ended: a look that waits for it is the likelier
	 * to find the value, and all who wait share one look.
	 */
	@Nullable CompletableFuture<?> moment() {
		return this.moment;
	}

	/**
	 * Whether a caller may take what this load will bring: nothing that the caller knows
	 * to be invalidated, by the markers it has seen, may have been read by it. A caller
	 * that could see none joins only a load that has begun after its own call.
	 */
	boolean serves(@Nullable Markers seen, long called) {
		Lease lease = this.lease;
		if (seen == null) {
			return this.begun > called;
		}
		return lease != null && seen.admits(lease);
	}

	/**
	 * Whether the load has begun after everything that a caller with this lease can know
	 * of, whatever its tags turn out to be.
	 */
	boolean isAsNewAs(Lease caller) {
		Lease lease = this.lease;
		return lease != null && lease.epoch() == caller.epoch() && lease.number() >= caller.number();
	}

	/**
	 * Take a newer look and its lease, which is allowed until the origin is asked.
	 */
	void seen(@Nullable Markers seen, @Nullable Lease lease) {
		this.seen = seen;
		this.lease = lease;
	}

	@Nullable Markers seen() {
		return this.seen;
	}

	@Nullable Lease lease() {
		return this.lease;
	}

	CompletableFuture<Loaded> result() {
		return this.result;
	}

}
