package io.regioncache.store.connection;

import java.util.concurrent.atomic.AtomicReference;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
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
		if (!this.connections.isOne()) {
			this.connections.entries().dispatch(commands.get());
			this.connections.metadata().dispatch(commands.metadata());
			return;
		}
		EventExecutor loop = this.loop.get();
		if (loop != null && !loop.inEventLoop()) {
			loop.execute(() -> sendAll(commands));
		}
		else {
			sendAll(commands);
		}
	}

	private void sendAll(LookupCommands commands) {
		try {
			this.connections.metadata().dispatch(commands.all());
		}
		catch (RuntimeException ex) {
			commands.fail(ex);
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
