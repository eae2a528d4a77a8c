package io.regioncache.cache.entry;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The short form of a region's name that each entry carries.
 */
public final class OriginIds {

	private OriginIds() {
	}

	public static int of(String region) {
		CRC32C crc = new CRC32C();
		crc.update(region.getBytes(StandardCharsets.UTF_8));
		return (int) crc.getValue();
	}

}
