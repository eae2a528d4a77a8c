package io.regioncache.store.connection;

import java.util.List;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;

/**
 * What this process has invalidated since the region's address was last seen to lead to
 * the server that has applied it. A former server may have applied it in vain: then it is
 * due again at the present one.
 */
public final class RecentInvalidations {

	private DeferredInvalidations since = new DeferredInvalidations();

	private DeferredInvalidations before = new DeferredInvalidations();

	public synchronized void add(List<Scope> scopes, InvalidationMode mode) {
		this.since.add(scopes, mode);
	}

	/**
	 * Note that the address is about to be looked up: the answer says nothing about what
	 * is added from now on.
	 */
	public synchronized void begin() {
		addTo(this.before, this.since);
		this.since = new DeferredInvalidations();
	}

	/**
	 * Forget what was added before the address was last looked up.
	 */
	public synchronized void confirmed() {
		this.before = new DeferredInvalidations();
	}

	/**
	 * Keep all of it with those that are still to be applied.
	 */
	public synchronized void moveTo(DeferredInvalidations deferred) {
		addTo(deferred, this.before);
		addTo(deferred, this.since);
		this.before = new DeferredInvalidations();
		this.since = new DeferredInvalidations();
	}

	private static void addTo(DeferredInvalidations target, DeferredInvalidations source) {
		source.pending().forEach((mark, order) -> target.add(List.of(mark.scope()), mark.mode()));
	}

}
