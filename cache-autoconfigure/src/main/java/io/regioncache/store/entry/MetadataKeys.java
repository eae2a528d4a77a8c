package io.regioncache.store.entry;

/**
 * The keys that lie on the one slot of a region's metadata.
 *
 * @param hash epoch, clock, markers, positions and cursors
 * @param log the stream of what was marked; also the channel on which it is published
 * @param puller the lease of the node that pulls for the region
 * @param lookup the beginning of the command that reads markers
 */
public record MetadataKeys(byte[] hash, byte[] log, byte[] puller, byte[] lookup) {

	public static MetadataKeys of(String prefix) {
		byte[] hash = RedisKeys.bytes('{' + prefix + "}:m");
		return new MetadataKeys(hash, RedisKeys.bytes('{' + prefix + "}:log"),
				RedisKeys.bytes('{' + prefix + "}:puller"), EncodedArguments.metadataRead(hash));
	}

	public byte[][] both() {
		return new byte[][] { this.hash, this.log };
	}

}
