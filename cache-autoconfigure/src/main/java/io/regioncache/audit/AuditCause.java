package io.regioncache.audit;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;

/**
 * An invalidation that is looked at again.
 *
 * @param scope what was invalidated
 * @param mode what becomes of the entries
 * @param position its position in the log of the home region
 * @param everywhere whether other regions have to apply it as well
 * @param nanos when the home region had applied it, by the monotonic clock
 */
record AuditCause(Scope scope, InvalidationMode mode, Position position, boolean everywhere, long nanos) {

	/**
	 * Name what was invalidated, without its key or tag.
	 */
	String kind() {
		return switch (this.scope.field().charAt(0)) {
			case '*' -> "everything";
			case 'c' -> "cache";
			case 'k' -> "key";
			default -> "tag";
		};
	}

}
