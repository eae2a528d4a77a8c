package io.regioncache.interceptor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the annotations of one method say is done to the caches after each call.
 *
 * @param puts where the value is put
 * @param invalidations what is invalidated
 */
record EffectsSpec(List<EntrySpec> puts, List<InvalidationSpec> invalidations) {

	static final EffectsSpec NONE = new EffectsSpec(List.of(), List.of());

	boolean isEmpty() {
		return this.puts.isEmpty() && this.invalidations.isEmpty();
	}

	/**
	 * Add the caller attributes that entries of the puts differ by.
	 */
	Set<String> addVary(Set<String> vary) {
		if (this.puts.isEmpty()) {
			return vary;
		}
		Set<String> all = vary;
		for (EntrySpec put : this.puts) {
			if (!all.containsAll(put.vary())) {
				all = new HashSet<>(all);
				all.addAll(put.vary());
			}
		}
		return all;
	}

}
