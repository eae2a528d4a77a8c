package io.regioncache.store.session;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateAdapter;
import io.lettuce.core.pubsub.RedisPubSubAdapter;

/**
 * What the servers of a session tell unasked: what is published, and that a connection is
 * lost.
 */
public final class SessionEvents {

	private final Connections connections;

	SessionEvents(Connections connections) {
		this.connections = connections;
	}

	/**
	 * Receive what is published on a channel.
	 */
	public void subscribe(byte[] channel, Consumer<byte[]> listener) {
		this.connections.wakeups().addListener(new RedisPubSubAdapter<byte[], byte[]>() {

			@Override
			public void message(byte[] from, byte[] message) {
				listener.accept(message);
			}

		});
		this.connections.wakeups().async().subscribe(channel);
	}

	/**
	 * Receive what is published on a channel of the slot of the metadata.
	 * @return completes when the server has accepted it
	 */
	public CompletableFuture<Void> subscribeToShard(byte[] channel, Consumer<byte[]> listener) {
		this.connections.wakeups().addListener(new RedisPubSubAdapter<byte[], byte[]>() {

			@Override
			public void smessage(byte[] from, byte[] message) {
				listener.accept(message);
			}

		});
		return this.connections.wakeups().async().ssubscribe(channel).toCompletableFuture();
	}

	/**
	 * Call back when the connection to the metadata is lost.
	 * @param listener the callback, on the event loop
	 */
	public void onLost(Runnable listener) {
		this.connections.metadata().addListener(new RedisConnectionStateAdapter() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
				listener.run();
			}

		});
	}

}
