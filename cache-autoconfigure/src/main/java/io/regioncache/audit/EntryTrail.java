package io.regioncache.audit;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReferenceArray;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The entries that this process has written last: as many as fit, by key. An invalidation
 * of a tag or a cache is looked at again by one of them.
 */
final class EntryTrail {

	private static final int SLOTS = 1024;

	private final AtomicReferenceArray<@Nullable Touched> slots = new AtomicReferenceArray<>(SLOTS);

	void add(EntryKey key, Collection<Scope> tags, long nanos) {
		int slot = slot(key.scope());
		Touched before = this.slots.get(slot);
		// What is deleted keeps the tags with which it was stored
		List<Scope> known = (tags.isEmpty() && before != null && before.key().scope().equals(key.scope()))
				? before.tags() : List.copyOf(tags);
		this.slots.set(slot, new Touched(key, known, nanos));
	}

	/**
	 * Return an entry that a scope covers.
	 * @return the entry that was written last, if any is known
	 */
	Optional<Touched> covered(Scope scope) {
		if (scope.isKey()) {
			return Optional.ofNullable(this.slots.get(slot(scope))).filter((touched) -> touched.isCoveredBy(scope));
		}
		Touched newest = null;
		for (int i = 0; i < SLOTS; i++) {
			Touched touched = this.slots.get(i);
			boolean newer = touched != null && (newest == null || touched.nanos() - newest.nanos() > 0);
			newest = (newer && touched.isCoveredBy(scope)) ? touched : newest;
		}
		return Optional.ofNullable(newest);
	}

	private static int slot(Scope key) {
		int hash = key.hashCode();
		return (hash ^ (hash >>> 16)) & (SLOTS - 1);
	}

	/**
	 * An entry that was stored or deleted.
	 *
	 * @param key where it lies
	 * @param tags its tags
	 * @param nanos when, by the monotonic clock
	 */
	record Touched(EntryKey key, List<Scope> tags, long nanos) {

		boolean isCoveredBy(Scope scope) {
			return this.tags.contains(scope) || List.of(this.key.scopes()).contains(scope);
		}

	}

}
