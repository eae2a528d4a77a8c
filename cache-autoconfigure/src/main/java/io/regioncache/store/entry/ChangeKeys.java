package io.regioncache.store.entry;

/**
 * Where the changes of one cache lie until they are written.
 *
 * @param records the stream of the keys that have a change
 * @param pending the last change of each key
 * @param parked why changes could not be written
 */
public record ChangeKeys(byte[] records, byte[] pending, byte[] parked) {

	/**
	 * Return all keys, as scripts expect them.
	 */
	public byte[][] all() {
		return new byte[][] { this.records, this.pending, this.parked };
	}

}
