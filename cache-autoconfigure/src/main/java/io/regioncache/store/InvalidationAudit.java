package io.regioncache.store;

import java.util.Collection;
import java.util.List;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Applied;

/**
 * Sees which entries this process writes and what it invalidates, to look at some of them
 * again later. It is called on the threads of callers: it must be fast, and must not
 * throw.
 */
public interface InvalidationAudit {

	/**
	 * Nobody looks again.
	 */
	InvalidationAudit NONE = new InvalidationAudit() {
	};

	/**
	 * Note that an entry is being stored, or deleted because its key is invalidated.
	 * @param key where it lies
	 * @param tags the tags of the entry; none if it is deleted
	 */
	default void touched(EntryKey key, Collection<Scope> tags) {
	}

	/**
	 * Note that an invalidation is about to be sent.
	 * @return is told what was applied
	 */
	default AuditedInvalidation begin() {
		return AuditedInvalidation.NONE;
	}

	/**
	 * An invalidation that may be looked at again.
	 */
	@FunctionalInterface
	interface AuditedInvalidation {

		/**
		 * One that is not.
		 */
		AuditedInvalidation NONE = (scopes, mode, regions, applied) -> {
		};

		/**
		 * Note that the home region has applied it.
		 * @param scopes what was invalidated
		 * @param mode what becomes of the entries
		 * @param regions where entries are invalidated
		 * @param applied the clock and the position of its last record
		 */
		void applied(List<Scope> scopes, InvalidationMode mode, InvalidationRegions regions, Applied applied);

	}

}
