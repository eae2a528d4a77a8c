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
 * @param near answers calls before anything else is made ready, if anything may
 */
record MethodSpec(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys, EffectsSpec effects,
		boolean suspending, @Nullable NearAnswers near) {

	/**
	 * A method without annotations.
	 */
	static final MethodSpec NONE = new MethodSpec(ResultShape.NOTHING, null, null, EffectsSpec.NONE, false, null);

	static MethodSpec of(ResultShape shape, @Nullable EntrySpec cached, @Nullable KeysParameter keys,
			EffectsSpec effects, boolean suspending) {
		return new MethodSpec(shape, cached, keys, effects, suspending, NearAnswers.of(shape, cached, keys));
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

	boolean writes() {
		return !this.effects.isEmpty();
	}

}
