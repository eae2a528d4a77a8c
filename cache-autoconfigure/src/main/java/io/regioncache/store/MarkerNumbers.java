package io.regioncache.store;

/**
 * The numbers of a marker.
 *
 * @param removed the clock of the last REMOVE, 0 for none
 * @param staled the clock of the last STALE, 0 for none since then
 */
record MarkerNumbers(long removed, long staled) {

	/**
	 * Read a marker. One that cannot be read is newer than everything.
	 */
	static MarkerNumbers of(String marker) {
		int comma = marker.indexOf(',');
		try {
			return (comma < 0) ? new MarkerNumbers(Long.parseLong(marker), 0) : new MarkerNumbers(
					Long.parseLong(marker.substring(0, comma)), Long.parseLong(marker.substring(comma + 1)));
		}
		catch (NumberFormatException ex) {
			return new MarkerNumbers(Long.MAX_VALUE, 0);
		}
	}

}
