package io.regioncache.store.session;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import io.lettuce.core.protocol.RedisCommand;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.regioncache.store.command.BulkLookupCommands;
import io.regioncache.store.command.EntryCommand;
import io.regioncache.store.command.LookupCommands;
import io.regioncache.store.command.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * Sends lookups over the connections of one session: in one write where both parts go to
 * one server.
 */
final class LookupDispatch {

	private final Connections connections;

	/**
	 * Where the connection's writes happen: two commands dispatched from another thread
	 * are three tasks for it, and its wake-ups are most of what a lookup costs.
	 */
	private final AtomicReference<@Nullable EventExecutor> loop = new AtomicReference<>();

	LookupDispatch(Connections connections) {
		this.connections = connections;
	}

	/**
	 * Send a lookup.
	 */
	void send(LookupCommands commands) {
		if (WriteBatch.add(this.connections.entries(), commands.get())) {
			WriteBatch.add(this.connections.metadata(), commands.metadata());
		}
		else if (this.connections.isOne()) {
			onLoop(commands.all(), commands::fail);
		}
		else {
			this.connections.entries().dispatch(commands.get());
			this.connections.metadata().dispatch(commands.metadata());
		}
	}

	/**
	 * Send the reading of an entry alone.
	 */
	void send(EntryCommand command) {
		if (!WriteBatch.add(this.connections.metadata(), command)) {
			this.connections.metadata().dispatch(command);
		}
	}

	/**
	 * Send a lookup of many entries, in one write to each server that is asked.
	 */
	void send(BulkLookupCommands commands) {
		if (this.connections.isOne()) {
			onLoop(commands.all(), commands::fail);
		}
		else {
			WriteBatch.gather(() -> {
				commands.entries().forEach((command) -> WriteBatch.add(this.connections.entries(), command));
				commands.metadata().forEach((command) -> WriteBatch.add(this.connections.metadata(), command));
			});
		}
	}

	private void onLoop(List<RedisCommand<byte[], byte[], ?>> commands, Consumer<Throwable> failed) {
		EventExecutor loop = this.loop.get();
		if (loop != null && !loop.inEventLoop()) {
			loop.execute(() -> sendAll(commands, failed));
		}
		else {
			sendAll(commands, failed);
		}
	}

	private void sendAll(List<RedisCommand<byte[], byte[], ?>> commands, Consumer<Throwable> failed) {
		try {
			this.connections.metadata().dispatch(commands);
		}
		catch (RuntimeException ex) {
			failed.accept(ex);
		}
	}

	/**
	 * Note that this is the event loop of the one connection, which none but a command
	 * knows that was answered over it: a future may complete wherever it is waited for.
	 */
	void answeredOnLoop() {
		if (this.loop.get() == null) {
			this.loop.set(ThreadExecutorMap.currentExecutor());
		}
	}

}
