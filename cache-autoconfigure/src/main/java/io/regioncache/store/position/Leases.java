package io.regioncache.store.position;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * Takes leases in one region without looking for an entry.
 */
public final class Leases {

	private final RedisLink link;

	public Leases(RedisLink link) {
		this.link = link;
	}

	/**
	 * Take a lease.
	 * @return the lease; empty if the region could not be asked
	 */
	public CompletableFuture<Optional<Lease>> take() {
		return this.link.ask(Session::attach).thenApply(Optional::of).exceptionally((ex) -> Optional.empty());
	}

	/**
	 * Return how far the region had come when it was last heard of, without asking it: an
	 * older lease than one that would be taken now.
	 * @return the lease, or {@code null} if the region cannot be asked at present
	 */
	public @Nullable Lease observed() {
		Session session = this.link.firstAttempt().ended().isDone() ? this.link.session() : null;
		RegionClock progress = (session != null) ? session.progress() : RegionClock.NONE;
		return (progress.heartbeat() > 0) ? new Lease(progress.epoch(), progress.clock()) : null;
	}

}
