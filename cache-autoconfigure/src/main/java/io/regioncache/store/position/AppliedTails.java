package io.regioncache.store.position;

import java.util.Map;

import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Which tails of other regions a region has applied, in one epoch of its own.
 */
public final class AppliedTails {

	private final Lease at;

	private final Map<String, @Nullable String> fields;

	public AppliedTails(Lease at, Map<String, @Nullable String> fields) {
		this.at = at;
		this.fields = fields;
	}

	/**
	 * Return the epoch and the clock of the region.
	 */
	public Lease at() {
		return this.at;
	}

	/**
	 * Whether the region has applied all that leads to a tail. It has not while it awaits
	 * what the writers of a source send again that has lost some.
	 * @param tail a tail that was asked for
	 */
	public boolean cover(RegionTail tail) {
		String sequence = this.fields.get(tail.appliedField());
		return this.fields.get(tail.awaitedField()) == null && sequence != null
				&& Long.parseLong(sequence) >= tail.position().sequence();
	}

}
