package io.regioncache.cache;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The short form of a region's name that each entry carries.
 */
final class OriginIds {

	private OriginIds() {
	}

	static int of(String region) {
		CRC32C crc = new CRC32C();
		crc.update(region.getBytes(StandardCharsets.UTF_8));
		return (int) crc.getValue();
	}

}
