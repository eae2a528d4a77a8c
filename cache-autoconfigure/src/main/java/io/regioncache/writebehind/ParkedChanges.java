package io.regioncache.writebehind;

import java.util.List;
import java.util.Map;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Waiting;
import io.regioncache.store.entry.Scope;

/**
 * Changes of one cache that the database refuses, for operators.
 */
public final class ParkedChanges {

	private final String cache;

	private final RegionStore store;

	private final RegionChanges own;

	private final ChangeQueue queue;

	ParkedChanges(String cache, RegionStore store, RegionChanges own, ChangeQueue queue) {
		this.cache = cache;
		this.store = store;
		this.own = own;
		this.queue = queue;
	}

	/**
	 * Return changes that the database refuses.
	 * @param most how many at most
	 * @return why, by the texts of their keys; empty if the region cannot be asked
	 */
	public Map<String, String> list(int most) {
		PendingAnswer answer = this.queue.await(this.own.find(List.of(), most));
		return (answer != null) ? answer.parked() : Map.of();
	}

	/**
	 * Have parked changes tried again.
	 * @param keys the texts of their keys
	 * @return those that were parked
	 */
	public List<String> retry(List<String> keys) {
		List<String> found = this.queue.await(this.own.unpark(false, keys));
		return (found != null) ? found : List.of();
	}

	/**
	 * Give parked changes up: their keys have the values of the database again.
	 * @param keys the texts of their keys
	 * @return those that were parked
	 */
	public List<String> drop(List<String> keys) {
		List<String> found = this.queue.await(this.own.unpark(true, keys));
		if (found == null || found.isEmpty()) {
			return List.of();
		}
		List<Scope> scopes = found.stream().map((key) -> Scope.key(this.cache, key)).toList();
		Waiting.join(this.store.invalidate(scopes, InvalidationMode.REMOVE));
		return found;
	}

}
