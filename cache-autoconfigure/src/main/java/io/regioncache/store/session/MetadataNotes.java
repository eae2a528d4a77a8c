package io.regioncache.store.session;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.SetArgs;
import io.regioncache.store.entry.RedisKeys;

/**
 * Notes with a time to live, on the slot of a region's metadata.
 */
public final class MetadataNotes {

	private MetadataNotes() {
	}

	/**
	 * Whether there is a note.
	 */
	public static CompletableFuture<Boolean> exists(Session session, byte[] key) {
		return session.metadata().get(key).toCompletableFuture().thenApply((value) -> value != null);
	}

	/**
	 * Write a note.
	 * @param life after how long it is gone
	 */
	public static CompletableFuture<String> write(Session session, byte[] key, Duration life) {
		return session.metadata()
			.set(key, RedisKeys.bytes("1"), SetArgs.Builder.px(life.toMillis()))
			.toCompletableFuture();
	}

}
