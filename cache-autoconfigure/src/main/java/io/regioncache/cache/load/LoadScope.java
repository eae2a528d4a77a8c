package io.regioncache.cache.load;

import java.util.Collection;
import java.util.List;

import io.regioncache.cache.entry.Found;
import io.regioncache.caller.CallerScope;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * The load that the current code is part of, and the oldest lease of all cached values
 * that were read for it: what it makes of them is as old as they are.
 * <p>
 * A thread that is created in a load inherits it, a Reactor context and Micrometer's
 * context propagation carry it, and what follows the future of a nested read runs in it.
 * A load that has ended counts no more, so a thread of a pool may keep it.
 */
public final class LoadScope {

	private static final ThreadLocal<@Nullable LoadScope> CURRENT = new InheritableThreadLocal<>();

	private final @Nullable String cache;

	private final Collection<String> keys;

	private final @Nullable LoadScope outer;

	private volatile boolean ended;

	private final OldestLease oldest = new OldestLease();

	private LoadScope(@Nullable String cache, Collection<String> keys, @Nullable LoadScope outer) {
		this.cache = cache;
		this.keys = keys;
		this.outer = outer;
	}

	/**
	 * Return what the current code is part of.
	 * @return the innermost scope that has not ended, or {@code null}
	 */
	public static @Nullable LoadScope current() {
		LoadScope bound = CURRENT.get();
		LoadScope living = bound;
		while (living != null && living.ended) {
			living = living.outer;
		}
		if (living != bound) {
			set(living);
		}
		return living;
	}

	/**
	 * Bind a scope to this thread.
	 * @param scope the scope, or {@code null} for none
	 * @return to be closed on the same thread, which binds the former scope again
	 */
	public static CallerScope bind(@Nullable LoadScope scope) {
		LoadScope former = CURRENT.get();
		if (former == scope) {
			return CallerScope.NONE;
		}
		set(scope);
		return () -> set(former);
	}

	static void set(@Nullable LoadScope scope) {
		if (scope != null) {
			CURRENT.set(scope);
		}
		else {
			CURRENT.remove();
		}
	}

	/**
	 * Create the scope of a load.
	 * @param keys the texts of the keys whose values it brings
	 */
	static LoadScope of(String cache, Collection<String> keys, @Nullable LoadScope outer) {
		return new LoadScope(cache, keys, outer);
	}

	/**
	 * Create a scope for a method whose result is put into a cache. It is no load, and
	 * what is read for it is read for the outer scope as well.
	 * @param outer the outer scope, if any
	 * @return the scope, to be ended
	 */
	public static LoadScope ofPut(@Nullable LoadScope outer) {
		return new LoadScope(null, List.of(), outer);
	}

	/**
	 * The scope of the method whose result is about to be put, if the current code is
	 * part of one.
	 */
	public static @Nullable LoadScope currentPut() {
		LoadScope scope = current();
		return (scope != null && scope.cache == null) ? scope : null;
	}

	/**
	 * Whether it is, or is part of, the load of this very key: to wait for its own load
	 * would be for ever.
	 */
	boolean isLoading(String cache, String key) {
		for (LoadScope scope = this; scope != null; scope = scope.outer) {
			if (cache.equals(scope.cache) && scope.keys.contains(key)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Return whether it is another scope, or is part of it.
	 * @param other the other scope
	 * @return whether what is read for this one is read for the other as well
	 */
	public boolean isPartOf(LoadScope other) {
		for (LoadScope scope = this; scope != null; scope = scope.outer) {
			if (scope == other) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether it is, or is part of, a load.
	 */
	public static boolean isLoad(@Nullable LoadScope scope) {
		for (LoadScope each = scope; each != null; each = each.outer) {
			if (each.cache != null && !each.ended) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Nothing is read for it any more.
	 */
	public void end() {
		this.ended = true;
	}

	/**
	 * Note for a load, if there is one, what was found.
	 */
	public static void note(@Nullable LoadScope scope, Found found) {
		if (found.entry() != null) {
			note(scope, found.entry().lease());
		}
	}

	/**
	 * Note for a load, if there is one, that a cached value was read.
	 */
	public static void note(@Nullable LoadScope scope, @Nullable Lease lease) {
		if (scope != null) {
			scope.read(lease);
		}
	}

	/**
	 * Note that a cached value was read.
	 */
	void read(@Nullable Lease lease) {
		if (lease != null) {
			this.oldest.read(lease);
			if (this.cache == null) {
				note(this.outer, lease);
			}
		}
	}

	/**
	 * The lease under which the result may be stored, by the scope that it was made in,
	 * if any.
	 */
	public static @Nullable Lease limit(@Nullable LoadScope scope, @Nullable Lease lease) {
		return (scope != null) ? scope.limit(lease) : lease;
	}

	/**
	 * The lease under which the result may be stored. If the load has none, but has read
	 * cached values, nothing that is made of its result may be stored either.
	 */
	public @Nullable Lease limit(@Nullable Lease lease) {
		return this.oldest.limit(lease);
	}

}
