package io.regioncache.store.command;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.protocol.RedisCommand;
import org.jspecify.annotations.Nullable;

/**
 * The commands that one thread sends in one go: one write to a server, and in a cluster
 * one to each shard.
 * <p>
 * Whoever waits for an answer meanwhile sends what was gathered before, see
 * {@link #flush()}: code of users may run between two commands, and may ask Redis itself.
 */
public final class WriteBatch {

	private static final ThreadLocal<@Nullable WriteBatch> CURRENT = new ThreadLocal<>();

	private final Map<StatefulConnection<byte[], byte[]>, List<RedisCommand<byte[], byte[], ?>>> commands = new IdentityHashMap<>();

	private WriteBatch() {
	}

	/**
	 * Send all that is sent by this thread meanwhile in one write.
	 * @param sending sends commands
	 */
	public static void gather(Runnable sending) {
		if (CURRENT.get() != null) {
			sending.run();
			return;
		}
		new WriteBatch().around(sending);
	}

	private void around(Runnable sending) {
		CURRENT.set(this);
		try {
			sending.run();
		}
		finally {
			CURRENT.remove();
			send();
		}
	}

	/**
	 * Send what this thread has gathered so far. To be called before it waits.
	 */
	public static void flush() {
		WriteBatch batch = CURRENT.get();
		if (batch != null) {
			batch.send();
		}
	}

	/**
	 * Gather a command, if this thread does so.
	 * @return whether it will be sent with others
	 */
	public static boolean add(StatefulConnection<byte[], byte[]> connection, RedisCommand<byte[], byte[], ?> command) {
		WriteBatch batch = CURRENT.get();
		if (batch == null) {
			return false;
		}
		batch.commands.computeIfAbsent(connection, (any) -> new ArrayList<>()).add(command);
		return true;
	}

	private void send() {
		Map<StatefulConnection<byte[], byte[]>, List<RedisCommand<byte[], byte[], ?>>> gathered = new IdentityHashMap<>(
				this.commands);
		this.commands.clear();
		gathered.forEach(WriteBatch::send);
	}

	private static void send(StatefulConnection<byte[], byte[]> connection,
			List<RedisCommand<byte[], byte[], ?>> commands) {
		try {
			connection.dispatch(commands);
		}
		catch (RuntimeException ex) {
			commands.forEach((command) -> command.completeExceptionally(ex));
		}
	}

}
