package io.regioncache.store;

/**
 * The keys that lie on the one slot of a region's metadata.
 *
 * @param hash epoch, clock, markers, positions and cursors
 * @param log the stream of what was marked; also the channel on which it is published
 * @param puller the lease of the node that pulls for the region
 * @param look the beginning of the command that reads markers
 */
record MetadataKeys(byte[] hash, byte[] log, byte[] puller, byte[] look) {

	static MetadataKeys of(String prefix) {
		byte[] hash = RedisKeys.bytes('{' + prefix + "}:m");
		return new MetadataKeys(hash, RedisKeys.bytes('{' + prefix + "}:log"),
				RedisKeys.bytes('{' + prefix + "}:puller"), LookCommands.beginning(hash));
	}

	byte[][] both() {
		return new byte[][] { this.hash, this.log };
	}

}
