package io.regioncache.store.session;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ArrayOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;

/**
 * A connection that was opened anew to where the address of a region leads, to compare
 * the server there with that of a session.
 */
public final class FreshConnection implements AutoCloseable {

	private final StatefulRedisConnection<byte[], byte[]> connection;

	FreshConnection(StatefulRedisConnection<byte[], byte[]> connection) {
		this.connection = connection;
	}

	/**
	 * Whether it leads to the server of a session. Blocks until both have answered.
	 * @param session the session
	 * @param timeout how long the answer of each is waited for
	 */
	public boolean leadsToServerOf(Session session, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		ServerRole there = ServerRole.of(this.connection).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		ServerRole here = ServerRole.of(session.connections().metadata())
			.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		return here.equals(there);
	}

	/**
	 * Wait until what its server has executed so far would survive it. Blocks.
	 * @param key a key to write for that
	 * @param onDisk whether it must be on the server's own disk, else on one replica
	 * @param timeout how long that may take
	 * @return whether it would
	 */
	public boolean isDurable(byte[] key, boolean onDisk, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		RedisAsyncCommands<byte[], byte[]> commands = this.connection.async();
		// The server waits for what this connection has written last, and all before it
		commands.set(key, new byte[0], SetArgs.Builder.px(timeout.toMillis()));
		CompletableFuture<Long> copies = onDisk ? onDisk(commands, timeout)
				: commands.waitForReplication(1, timeout.toMillis()).toCompletableFuture();
		return copies.get(2 * timeout.toMillis(), TimeUnit.MILLISECONDS) > 0;
	}

	private static CompletableFuture<Long> onDisk(RedisAsyncCommands<byte[], byte[]> commands, Duration timeout) {
		CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).add(1)
			.add(0)
			.add(timeout.toMillis());
		return commands.dispatch(Wait.WAITAOF, new ArrayOutput<>(ByteArrayCodec.INSTANCE), arguments)
			.thenApply((answer) -> (Long) answer.get(0))
			.toCompletableFuture();
	}

	@Override
	public void close() {
		this.connection.close();
	}

	/**
	 * A command that Lettuce does not know.
	 */
	private enum Wait implements ProtocolKeyword {

		WAITAOF;

		@Override
		public byte[] getBytes() {
			return name().getBytes(StandardCharsets.US_ASCII);
		}

	}

}
