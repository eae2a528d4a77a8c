package io.regioncache.replication.redis;

import java.util.List;

import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.VersionVector;

/**
 * What a state transfer brings from a source.
 *
 * @param applied what the source had applied
 * @param marks what to mark
 * @param everything whether everything is to be marked
 * @param writers the registered writers of the source, as it stores them
 */
public record TransferredState(VersionVector applied, List<MarkerWrite> marks, boolean everything, String writers) {

	/**
	 * Create a state of a source whose writers do not register.
	 * @param applied what the source had applied
	 * @param marks what to mark
	 * @param everything whether everything is to be marked
	 */
	public TransferredState(VersionVector applied, List<MarkerWrite> marks, boolean everything) {
		this(applied, marks, everything, "");
	}

}
