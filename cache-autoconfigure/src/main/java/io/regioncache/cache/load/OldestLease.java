package io.regioncache.cache.load;

import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The oldest lease of all cached values that were read for a load.
 */
final class OldestLease {

	private final AtomicReference<@Nullable Lease> oldest = new AtomicReference<>();

	/**
	 * A value of this lease was read.
	 */
	void read(Lease lease) {
		this.oldest.updateAndGet((oldest) -> (oldest != null) ? oldest.and(lease) : lease);
	}

	/**
	 * Return the lease under which the result may be stored.
	 * @param lease that of the load, if it has one
	 */
	@Nullable Lease limit(@Nullable Lease lease) {
		Lease oldest = this.oldest.get();
		if (oldest == null) {
			return lease;
		}
		return (lease != null) ? lease.and(oldest) : Lease.VOID;
	}

}
