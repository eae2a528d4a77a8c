package io.regioncache.store.entry;

import java.nio.charset.StandardCharsets;

/**
 * The keys that lie on the one slot of a region's metadata.
 *
 * @param hash epoch, clock, markers, positions and cursors
 * @param log the stream of what was marked; also the channel on which it is published
 * @param puller the lease of the node that pulls for the region
 * @param sweeper the lease of the node that keeps the region's caches within their
 * budgets
 * @param lookup the beginning of the command that reads markers
 */
public record MetadataKeys(byte[] hash, byte[] log, byte[] puller, byte[] sweeper, byte[] lookup) {

	public static MetadataKeys of(String prefix) {
		byte[] hash = key(prefix, "m");
		return new MetadataKeys(hash, key(prefix, "log"), key(prefix, "puller"), key(prefix, "sweeper"),
				EncodedArguments.metadataRead(hash));
	}

	private static byte[] key(String prefix, String name) {
		return ("{" + prefix + "}:" + name).getBytes(StandardCharsets.UTF_8);
	}

	public byte[][] both() {
		return new byte[][] { this.hash, this.log };
	}

}
