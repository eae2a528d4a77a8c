package io.regioncache.interceptor;

import java.util.Set;
import java.util.concurrent.CancellationException;

import org.jspecify.annotations.Nullable;

/**
 * Everything the annotations of one method say, resolved once.
 *
 * @param shape how the method hands out its value
 * @param cached where the value is looked up before the method is called, if anywhere
 * @param keys the parameter whose elements are looked up one by one, if any
 * @param effects what is invalidated and put after each call
 * @param suspending whether the method is a suspending function
 * @param plainKey which argument is the key of what a call that waits looks up, where a
 * hit depends on nothing else; {@code -1} for none
 */
record MethodSpec(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys, EffectsSpec effects,
		boolean suspending, int plainKey) {

	/**
	 * A method without annotations.
	 */
	static final MethodSpec NONE = new MethodSpec(ResultShape.NOTHING, null, null, EffectsSpec.NONE, false, -1);

	static MethodSpec of(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys,
			EffectsSpec effects, boolean suspending) {
		return new MethodSpec(shape, cached, keys, effects, suspending, plainKey(shape, cached, keys));
	}

	/**
	 * Return by what of its caller any entry differs.
	 * @return the attributes
	 */
	Set<String> vary() {
		return this.effects.addVary((this.cached != null) ? this.cached.vary() : Set.of());
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
				&& cached.conditions().condition() == CallCondition.ALWAYS) ? cached.key().plainArgument() : -1;
	}

	boolean writes() {
		return !this.effects.isEmpty();
	}

}
