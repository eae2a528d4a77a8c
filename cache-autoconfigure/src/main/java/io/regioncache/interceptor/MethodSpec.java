package io.regioncache.interceptor;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * Everything the annotations of one method say, resolved once.
 *
 * @param shape how the method hands out its value
 * @param cached where the value is looked up before the method is called, if anywhere
 * @param keys the parameter whose elements are looked up one by one, if any
 * @param puts where the value is put after each call
 * @param invalidations what is invalidated after each call
 * @param suspending whether the method is a suspending function
 * @param plainKey which argument is the key of what a call that waits looks up, where a
 * hit depends on nothing else; {@code -1} for none
 */
record MethodSpec(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys, List<EntrySpec> puts,
		List<InvalidationSpec> invalidations, boolean suspending, int plainKey) {

	MethodSpec(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys, List<EntrySpec> puts,
			List<InvalidationSpec> invalidations, boolean suspending) {
		this(shape, cached, keys, puts, invalidations, suspending, plainKey(shape, cached, keys));
	}

	/**
	 * A method without annotations.
	 */
	static final MethodSpec NONE = new MethodSpec(ResultShape.NOTHING, null, null, List.of(), List.of(), false);

	/**
	 * Return by what of its caller any entry differs.
	 * @return the attributes
	 */
	Set<String> vary() {
		Set<String> vary = (this.cached != null) ? this.cached.vary() : Set.of();
		for (EntrySpec put : this.puts) {
			if (!vary.containsAll(put.vary())) {
				Set<String> more = new HashSet<>(vary);
				more.addAll(put.vary());
				vary = more;
			}
		}
		return vary;
	}

	/**
	 * Return whether a body that has failed may have written something that stays.
	 * <p>
	 * Whoever is interrupted or canceled stops half-way. In a publisher or a suspending
	 * function that cannot be told from a failure: what fails cancels all that runs
	 * beside it, and a timeout is an exception. Otherwise what a method throws is its
	 * answer, as for {@code @CacheEvict}.
	 * @param failure what the body has failed with
	 * @return whether its invalidations take place
	 */
	boolean mayHaveBegun(Throwable failure) {
		return this.shape.style().isReactive() || failure instanceof CancellationException
				|| failure instanceof InterruptedException;
	}

	/**
	 * Return which argument is the key of what a call that waits looks up, where a hit
	 * depends on nothing else.
	 * @return its index, or {@code -1}
	 */
	private static int plainKey(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys) {
		return (cached != null && keys == null && shape.style() == ResultShape.Style.BLOCKING
				&& cached.condition() == CallCondition.ALWAYS && cached.vary().isEmpty()) ? cached.key().argument()
						: -1;
	}

	boolean writes() {
		return !this.puts.isEmpty() || !this.invalidations.isEmpty();
	}

}
