package io.regioncache.store;

/**
 * The keys that lie on the one slot of a region's metadata.
 *
 * @param hash epoch, clock, markers, positions and cursors
 * @param log the stream of what was marked; also the channel on which it is published
 */
record MetadataKeys(byte[] hash, byte[] log) {

	static MetadataKeys of(String prefix) {
		return new MetadataKeys(RedisKeys.bytes('{' + prefix + "}:m"), RedisKeys.bytes('{' + prefix + "}:log"));
	}

	byte[][] both() {
		return new byte[][] { this.hash, this.log };
	}

}
