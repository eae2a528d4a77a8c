package io.regioncache.interceptor;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Everything the annotations of one method say, resolved once.
 *
 * @param shape how the method hands out its value
 * @param cached where the value is looked up before the method is called, if anywhere
 * @param puts where the value is put after each call
 * @param invalidations what is invalidated after each call
 */
record MethodSpec(ResultShape shape, @Nullable EntrySpec cached, List<EntrySpec> puts,
		List<InvalidationSpec> invalidations) {

	/**
	 * A method without annotations.
	 */
	static final MethodSpec NONE = new MethodSpec(ResultShape.NOTHING, null, List.of(), List.of());

	boolean writes() {
		return !this.puts.isEmpty() || !this.invalidations.isEmpty();
	}

}
