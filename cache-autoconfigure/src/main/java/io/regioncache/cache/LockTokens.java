package io.regioncache.cache;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Names the owners of locks: no two alike, all of one length.
 */
final class LockTokens {

	private final String process = HexFormat.of().toHexDigits(new SecureRandom().nextLong());

	private final AtomicInteger count = new AtomicInteger();

	String next() {
		return this.process + HexFormat.of().toHexDigits(this.count.incrementAndGet());
	}

}
