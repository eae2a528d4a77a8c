package io.regioncache.store.session;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.RedisKeys;

/**
 * Reads hashes that are no metadata.
 */
public final class HashReads {

	private HashReads() {
	}

	/**
	 * Read all fields of a hash.
	 * @param session with the region
	 * @param key where it lies
	 * @return the fields; none if there is no such hash
	 */
	public static CompletableFuture<Map<String, byte[]>> read(Session session, byte[] key) {
		return session.entries().hgetall(key).toCompletableFuture().thenApply((read) -> {
			Map<String, byte[]> fields = new LinkedHashMap<>();
			read.forEach((name, value) -> fields.put(RedisKeys.text(name), value));
			return fields;
		});
	}

}
