package io.regioncache.store.connection;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandType;
import io.regioncache.store.entry.RedisKeys;

/**
 * What a server pushes to a connection when a key changes that the connection tracks.
 */
final class ChangePushes {

	private static final int RESP3 = 3;

	private ChangePushes() {
	}

	/**
	 * Begin to track.
	 * @param changed called for each change, on the event loop, before anything that the
	 * server has sent after it is read
	 * @return completes when keys may be tracked; exceptionally if the server does not
	 * know how, or does not let its user
	 */
	static CompletableFuture<Void> begin(StatefulRedisConnection<byte[], byte[]> connection, Runnable changed) {
		connection.addListener((message) -> {
			if ("invalidate".equals(message.getType())) {
				changed.run();
			}
		});
		return connection.async()
			.<List<Object>>dispatch(CommandType.HELLO, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE))
			.toCompletableFuture()
			.thenCompose((server) -> {
				if (!isResp3(server)) {
					throw new IllegalStateException("its connections do not use RESP3");
				}
				return connection.async().clientTracking(TrackingArgs.Builder.enabled().optin()).toCompletableFuture();
			})
			.thenAccept((ok) -> {
			});
	}

	/**
	 * Whether pushes arrive: in RESP2 a server tracks as well, and tells nobody.
	 */
	private static boolean isResp3(List<Object> server) {
		for (int i = 0; i + 1 < server.size(); i += 2) {
			if (server.get(i) instanceof byte[] name && RedisKeys.text(name).equals("proto")) {
				return Long.valueOf(RESP3).equals(server.get(i + 1));
			}
		}
		return false;
	}

}
