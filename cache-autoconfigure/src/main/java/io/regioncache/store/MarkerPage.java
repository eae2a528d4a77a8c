package io.regioncache.store;

import java.util.List;

/**
 * Some of a region's markers.
 *
 * @param next the next page; {@code "0"} if this was the last
 * @param marks what was invalidated
 */
public record MarkerPage(String next, List<Mark> marks) {

	public MarkerPage {
		marks = List.copyOf(marks);
	}

}
