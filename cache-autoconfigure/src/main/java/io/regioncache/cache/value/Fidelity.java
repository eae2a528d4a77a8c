package io.regioncache.cache.value;

import io.regioncache.annotation.PublicApi;

/**
 * How many of the stored values are read back and compared with what the method returned.
 *
 * @since 0.1
 */
@PublicApi
public enum Fidelity {

	/** Every value. */
	STRICT,

	/**
	 * Every value, unless that would cost more than 5 % of the time its load took: then
	 * the first values of each type, and a sample of the others.
	 */
	SAMPLED,

	/** None: a hit may differ from the miss without notice. */
	OFF

}
