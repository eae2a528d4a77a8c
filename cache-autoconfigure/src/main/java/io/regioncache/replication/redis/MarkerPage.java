package io.regioncache.replication.redis;

import java.util.List;

import io.regioncache.store.log.MarkerWrite;

/**
 * Some of a region's markers.
 *
 * @param next the next page; {@code "0"} if this was the last
 * @param marks what was invalidated
 */
public record MarkerPage(String next, List<MarkerWrite> marks) {

	public MarkerPage {
		marks = List.copyOf(marks);
	}

}
