package io.regioncache.store.session;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.push.PushMessage;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.regioncache.store.command.CallbackCommand;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;

/**
 * Has a server push the changes of markers over the connection that reads entries, ahead
 * of the answers to all commands that it executes after the change.
 * <p>
 * A connection that tracks keys is also told that its server was emptied, whether or not
 * it tracks any.
 * <p>
 * A client of RESP3 may send commands while it is subscribed. Lettuce expects an answer
 * to each command, and {@code SSUBSCRIBE} has none but a push; so it is sent together
 * with the reading of the metadata that must follow it, as one command. Were it refused,
 * that would be an answer too many: the same user first tries it over the other
 * connection, and nothing else is under way over this one.
 */
public final class MarkerSubscription {

	private static final int RESP3 = 3;

	private final Connections connections;

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final byte[] key;

	private final MarkerListener listener;

	/** Of the event loop alone. */
	private final AtomicBoolean subscribed = new AtomicBoolean();

	MarkerSubscription(Connections connections, MetadataKeys keys, MarkerListener listener) {
		this.connections = connections;
		this.connection = connections.metadata();
		this.key = keys.hash();
		this.listener = listener;
	}

	/**
	 * Subscribe. Nothing else may be under way over the connection.
	 * @return completes when what is pushed is complete; exceptionally if the server, the
	 * protocol or the user's rights do not allow it
	 */
	public CompletableFuture<Void> begin() {
		return checkProtocol()
			.thenCompose((ok) -> this.connection.async().clientTracking(TrackingArgs.Builder.enabled().optin()))
			.thenCompose((ok) -> this.connections.wakeups().async().ssubscribe(this.key))
			.thenCompose((ok) -> this.connections.wakeups().async().sunsubscribe(this.key))
			.thenCompose((ok) -> subscribe());
	}

	private CompletableFuture<Void> checkProtocol() {
		return this.connection.async()
			.<List<Object>>dispatch(CommandType.HELLO, new NestedMultiOutput<>(ByteArrayCodec.INSTANCE))
			.toCompletableFuture()
			.thenAccept((server) -> {
				if (!isResp3(server)) {
					throw new IllegalStateException("its connections do not use RESP3");
				}
			});
	}

	private static boolean isResp3(List<Object> server) {
		for (int i = 0; i + 1 < server.size(); i += 2) {
			if (server.get(i) instanceof byte[] name && RedisKeys.text(name).equals("proto")) {
				return Long.valueOf(RESP3).equals(server.get(i + 1));
			}
		}
		return false;
	}

	private CompletableFuture<Void> subscribe() {
		this.connection.addListener(this::pushed);
		return send(new Reading(true));
	}

	/**
	 * Read the metadata once more.
	 */
	public void read() {
		send(new Reading(false));
	}

	private CompletableFuture<Void> send(Reading reading) {
		this.connection.dispatch(reading);
		return reading.done;
	}

	private void pushed(PushMessage message) {
		switch (message.getType()) {
			case "smessage" -> changed(message.getContent());
			case "ssubscribe" -> this.subscribed.set(true);
			case "invalidate" -> this.listener.emptied();
			case "sunsubscribe" -> this.listener.ended();
			default -> {
			}
		}
	}

	private void changed(List<Object> content) {
		if (content.get(content.size() - 1) instanceof ByteBuffer body) {
			this.listener.changed(body);
		}
	}

	/**
	 * {@code SSUBSCRIBE}, if it is due, and {@code HMGET}.
	 */
	private final class Reading extends CallbackCommand<List<byte[]>> {

		private final CompletableFuture<Void> done = new CompletableFuture<>();

		private final boolean subscribes;

		Reading(boolean subscribes) {
			super(CommandType.HMGET, new ValueListOutput<>(ByteArrayCodec.INSTANCE),
					arguments().addKey(MarkerSubscription.this.key).addValues(fields()));
			this.subscribes = subscribes;
		}

		private static Iterable<byte[]> fields() {
			return FollowedState.FIELDS.stream().map(RedisKeys::bytes).toList();
		}

		@Override
		public void encode(ByteBuf buffer) {
			if (this.subscribes) {
				byte[] channel = MarkerSubscription.this.key;
				ByteBufUtil.writeAscii(buffer, "*2\r\n$10\r\nSSUBSCRIBE\r\n$" + channel.length + "\r\n");
				buffer.writeBytes(channel).writeByte('\r').writeByte('\n');
			}
			super.encode(buffer);
		}

		@Override
		public void answered() {
			String error = getError();
			if (error != null || !MarkerSubscription.this.subscribed.get()) {
				failed(new RedisCommandExecutionException(
						(error != null) ? error : "the server does not confirm the subscription"));
				return;
			}
			read(get());
		}

		private void read(List<byte[]> values) {
			try {
				MarkerSubscription.this.listener.read(FollowedState.of(values));
				this.done.complete(null);
			}
			catch (NumberFormatException ex) {
				MarkerSubscription.this.listener.ended();
				this.done.completeExceptionally(ex);
			}
		}

		@Override
		public void failed(Throwable cause) {
			if (this.subscribes) {
				// Another answer may be to come that belongs to no command
				MarkerSubscription.this.connection.closeAsync();
			}
			MarkerSubscription.this.listener.ended();
			this.done.completeExceptionally(cause);
		}

	}

}
