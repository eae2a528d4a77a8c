package io.regioncache.store.history;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;

/**
 * What this process has invalidated or put since the region's address was last seen to
 * lead to the server that has applied it. A former server may have applied it in vain:
 * then it is due again at the present one. Of a put its key is invalidated there, as of
 * the time of the put: so nobody finds a former value, and a later one stays.
 */
public final class RecentInvalidations {

	private final Recent since = new Recent();

	private final Recent before = new Recent();

	public synchronized void add(List<Scope> scopes, InvalidationMode mode) {
		scopes.forEach((scope) -> this.since.add(new MarkerWrite(scope, mode)));
	}

	/**
	 * Note a mark, which has a stamp if it is that of a put.
	 */
	public synchronized void add(MarkerWrite mark) {
		this.since.add(mark);
	}

	/**
	 * Note that the address is about to be looked up: the answer says nothing about what
	 * is added from now on.
	 */
	public synchronized void begin() {
		this.since.moveTo(this.before::add);
	}

	/**
	 * Forget what was added before the address was last looked up.
	 */
	public synchronized void confirmed() {
		this.before.clear();
	}

	/**
	 * Keep all of it with those that are still to be applied.
	 */
	public synchronized void moveTo(DeferredInvalidations deferred) {
		this.before.moveTo(deferred::add);
		this.since.moveTo(deferred::add);
	}

	/**
	 * Of the puts of one key the last counts. Past a bound they become one of everything.
	 */
	private static final class Recent {

		private final InvalidationSet invalidations = new InvalidationSet();

		private final Map<Scope, Long> puts = new LinkedHashMap<>();

		void add(MarkerWrite mark) {
			if (mark.stamp() == 0) {
				this.invalidations.add(mark);
				return;
			}
			this.puts.merge(mark.scope(), mark.stamp(), Math::max);
			if (this.puts.size() > InvalidationSet.CAPACITY) {
				long newest = this.puts.values().stream().mapToLong(Long::longValue).max().orElseThrow();
				this.puts.clear();
				this.puts.put(Scope.ALL, newest);
			}
		}

		public void moveTo(Consumer<MarkerWrite> action) {
			this.invalidations.copy().keySet().forEach(action);
			this.puts.forEach((scope, stamp) -> action.accept(new MarkerWrite(scope, InvalidationMode.REMOVE, stamp)));
			clear();
		}

		void clear() {
			this.invalidations.clear();
			this.puts.clear();
		}

	}

}
