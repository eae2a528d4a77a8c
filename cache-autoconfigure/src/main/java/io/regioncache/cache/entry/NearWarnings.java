package io.regioncache.cache.entry;

import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.store.RegionStore;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tells operators once why entries of a cache are not kept in this process.
 */
final class NearWarnings {

	private static final Log logger = LogFactory.getLog(NearWarnings.class);

	private final AtomicBoolean notFollowed = new AtomicBoolean();

	private final AtomicBoolean notShared = new AtomicBoolean();

	private final String cache;

	private final RegionStore store;

	NearWarnings(String cache, RegionStore store) {
		this.cache = cache;
		this.store = store;
	}

	/**
	 * A value was not kept that callers could change.
	 */
	void notShared(@Nullable Object value) {
		if (value != null && this.notShared.compareAndSet(false, true)) {
			logger.warn(("Values of cache '%s' are not kept in this process, because callers could change them: %s. "
					+ "Make it immutable, or remove regions.caches.%1$s.near.share")
				.formatted(this.cache, value.getClass().getName()));
		}
	}

	/**
	 * An entry was not kept, perhaps since the changes of markers are not followed.
	 */
	void notFollowed() {
		String reason = this.store.own().lookups().followers().notFollowed();
		if (reason != null && this.notFollowed.compareAndSet(false, true)) {
			logger.warn(("The near cache of '%s' stays empty, and its hits are read from Redis, because the changes of "
					+ "markers in region %s cannot be followed: %s")
				.formatted(this.cache, this.store.region(), reason));
		}
	}

}
