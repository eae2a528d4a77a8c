package io.regioncache.store;

/**
 * The keys that lie on the one slot of a region's metadata.
 *
 * @param hash epoch, clock, markers, positions and cursors
 * @param log the stream of what was marked; also the channel on which it is published
 * @param puller the lease of the node that pulls for the region
 */
record MetadataKeys(byte[] hash, byte[] log, byte[] puller) {

	static MetadataKeys of(String prefix) {
		return new MetadataKeys(RedisKeys.bytes('{' + prefix + "}:m"), RedisKeys.bytes('{' + prefix + "}:log"),
				RedisKeys.bytes('{' + prefix + "}:puller"));
	}

	byte[][] both() {
		return new byte[][] { this.hash, this.log };
	}

}
