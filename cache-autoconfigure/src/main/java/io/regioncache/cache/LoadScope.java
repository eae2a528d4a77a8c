package io.regioncache.cache;

import io.regioncache.cache.Entries.Found;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The load that runs on this thread, and the oldest lease of all cached values it has
 * read: what it makes of them is as old as they are.
 * <p>
 * Values read on other threads on behalf of the load are not seen.
 */
final class LoadScope {

	private static final ThreadLocal<@Nullable LoadScope> CURRENT = new ThreadLocal<>();

	private final String cache;

	private final String key;

	private final @Nullable LoadScope outer;

	private volatile @Nullable Lease oldest;

	private LoadScope(String cache, String key, @Nullable LoadScope outer) {
		this.cache = cache;
		this.key = key;
		this.outer = outer;
	}

	static @Nullable LoadScope current() {
		return CURRENT.get();
	}

	/**
	 * Whether this thread is loading this very key: to wait for its own load would be for
	 * ever.
	 */
	static boolean isLoading(String cache, String key) {
		for (LoadScope scope = CURRENT.get(); scope != null; scope = scope.outer) {
			if (scope.key.equals(key) && scope.cache.equals(cache)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether this thread is in a load of this cache already, and has had its turn.
	 */
	static boolean isLoading(String cache) {
		for (LoadScope scope = CURRENT.get(); scope != null; scope = scope.outer) {
			if (scope.cache.equals(cache)) {
				return true;
			}
		}
		return false;
	}

	static LoadScope enter(String cache, String key) {
		LoadScope scope = new LoadScope(cache, key, CURRENT.get());
		CURRENT.set(scope);
		return scope;
	}

	void exit() {
		if (this.outer != null) {
			CURRENT.set(this.outer);
		}
		else {
			CURRENT.remove();
		}
	}

	/**
	 * Note for a load, if there is one, what was found.
	 */
	static void note(@Nullable LoadScope scope, Found found) {
		if (found.entry() != null) {
			note(scope, found.entry().lease());
		}
	}

	/**
	 * Note for a load, if there is one, that a cached value was read.
	 */
	static void note(@Nullable LoadScope scope, @Nullable Lease lease) {
		if (scope != null) {
			scope.read(lease);
		}
	}

	/**
	 * Note that a cached value was read.
	 */
	synchronized void read(@Nullable Lease lease) {
		Lease oldest = this.oldest;
		if (lease != null) {
			this.oldest = (oldest != null) ? oldest.and(lease) : lease;
		}
	}

	/**
	 * The lease under which the result may be stored. If the load has none, but has read
	 * cached values, nothing that is made of its result may be stored either.
	 */
	@Nullable Lease limit(@Nullable Lease lease) {
		Lease oldest = this.oldest;
		if (oldest == null) {
			return lease;
		}
		return (lease != null) ? lease.and(oldest) : Lease.VOID;
	}

}
