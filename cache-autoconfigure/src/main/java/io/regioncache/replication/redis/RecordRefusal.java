package io.regioncache.replication.redis;

import io.regioncache.annotation.PublicApi;
import java.util.Locale;

/**
 * Why what stands in the log of another region is not taken as it is.
 *
 * @since 0.1
 */
@PublicApi
public enum RecordRefusal {

	/**
	 * Its bytes are no record.
	 */
	RECORD,

	/**
	 * It claims a position that its origin cannot have issued, or to be of this region
	 * and later than what this region has issued.
	 */
	POSITION,

	/**
	 * It belongs to one epoch too many.
	 */
	EPOCH,

	/**
	 * It is a value under a key, or a scope, that is not its cache's.
	 */
	KEY,

	/**
	 * It is a value larger than its cache stores.
	 */
	SIZE,

	/**
	 * The context of the trace that comes with it is none.
	 */
	TRACE;

	/**
	 * Return the name in metrics and the log.
	 * @return the name
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
