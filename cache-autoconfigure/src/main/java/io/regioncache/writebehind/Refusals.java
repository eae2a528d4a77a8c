package io.regioncache.writebehind;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * How often changes were refused in a row. Confined to the thread that writes.
 */
final class Refusals {

	private final Map<String, Integer> counts = new HashMap<>();

	/**
	 * Count a refusal.
	 * @return how often the change was refused
	 */
	int count(PendingChange change) {
		return this.counts.merge(name(change), 1, Integer::sum);
	}

	boolean has(PendingChange change) {
		return this.counts.containsKey(name(change));
	}

	void remove(PendingChange change) {
		this.counts.remove(name(change));
	}

	/**
	 * Forget all but these.
	 */
	void retain(Collection<PendingChange> changes) {
		this.counts.keySet().retainAll(changes.stream().map(Refusals::name).collect(Collectors.toSet()));
	}

	private static String name(PendingChange change) {
		return change.sequence() + change.key();
	}

}
