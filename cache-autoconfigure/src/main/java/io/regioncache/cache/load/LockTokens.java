package io.regioncache.cache.load;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Names the owners of locks, no two alike, each with the epoch of its load: nobody waits
 * for a load of another epoch, whose value will not be stored.
 */
final class LockTokens {

	private final String process = HexFormat.of().toHexDigits(new SecureRandom().nextLong());

	private final AtomicInteger count = new AtomicInteger();

	/**
	 * Return the next token.
	 * @param lease the lease of the load, or {@code null} if none is known
	 */
	String next(@Nullable Lease lease) {
		String epoch = (lease != null) ? HexFormat.of().toHexDigits(lease.epoch()) + '.' : "";
		return epoch + this.process + HexFormat.of().toHexDigits(this.count.incrementAndGet());
	}

}
