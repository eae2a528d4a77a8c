package io.regioncache.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * The thread of a {@link SimulatedLink}, which alone touches its connections.
 */
final class LinkThread {

	private static final int BUFFER_SIZE = 64 * 1024;

	private final InetSocketAddress address;

	private final InetSocketAddress target;

	private final Selector selector;

	private final LinkLane toServer = new LinkLane();

	private final LinkLane toClient = new LinkLane();

	private final List<LinkConnection> connections = new ArrayList<>();

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

	private @Nullable ServerSocketChannel listener;

	private boolean ended;

	LinkThread(int port, InetSocketAddress target) throws IOException {
		this.address = new InetSocketAddress(SimulatedLink.HOST, port);
		this.target = target;
		this.selector = Selector.open();
		try {
			listen();
		}
		catch (IOException ex) {
			this.selector.close();
			throw ex;
		}
		// Inherits nothing of whoever opens a link
		Thread thread = new Thread(null, this::run, "simulated-link-" + port, 0, false);
		thread.setDaemon(true);
		thread.start();
	}

	LinkLane toServer() {
		return this.toServer;
	}

	LinkLane toClient() {
		return this.toClient;
	}

	/**
	 * Run something on this thread, and wait until it has taken effect.
	 * @param <T> the type of the result
	 * @param task what to do
	 * @return its result
	 */
	<T> T call(Supplier<T> task) {
		CompletableFuture<T> result = new CompletableFuture<>();
		this.tasks.add(() -> {
			try {
				T value = task.get();
				// A channel that is closed stays open until its key is dropped
				this.selector.selectNow(this::ready);
				result.complete(value);
			}
			catch (IOException | RuntimeException ex) {
				result.completeExceptionally(ex);
			}
		});
		this.selector.wakeup();
		try {
			return result.join();
		}
		catch (CompletionException ex) {
			throw (ex.getCause() instanceof RuntimeException failure) ? failure : ex;
		}
	}

	void listen() throws IOException {
		if (this.listener != null) {
			return;
		}
		ServerSocketChannel listener = ServerSocketChannel.open();
		try {
			listener.bind(this.address, 512);
			listener.configureBlocking(false);
			listener.register(this.selector, SelectionKey.OP_ACCEPT);
			this.listener = listener;
		}
		catch (IOException ex) {
			listener.close();
			throw ex;
		}
	}

	void refuse() {
		LinkConnection.close(this.listener);
		this.listener = null;
	}

	void endAll(Consumer<LinkConnection> how) {
		this.connections.forEach(how);
		this.connections.clear();
	}

	int connectionCount() {
		return this.connections.size();
	}

	/**
	 * Let this thread end after the current task.
	 */
	void end() {
		this.ended = true;
	}

	private void run() {
		try (this.selector) {
			while (!this.ended) {
				await(advance());
				for (Runnable task = this.tasks.poll(); task != null; task = this.tasks.poll()) {
					task.run();
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private long advance() {
		long now = System.nanoTime();
		long next = LinkPipe.NEVER;
		for (LinkConnection connection : this.connections) {
			next = Math.min(next, connection.advance(now));
		}
		this.connections.removeIf((connection) -> !connection.isOpen());
		return next;
	}

	private void await(long time) throws IOException {
		long nanos = time - System.nanoTime();
		if (time == LinkPipe.NEVER) {
			this.selector.select(this::ready);
		}
		else if (nanos <= 0) {
			this.selector.selectNow(this::ready);
		}
		else {
			this.selector.select(this::ready, (nanos + 999_999) / 1_000_000);
		}
	}

	private void ready(SelectionKey key) {
		if (key.attachment() instanceof LinkConnection connection) {
			connection.ready(key, this.buffer);
		}
		else if (key.channel() instanceof ServerSocketChannel listener && key.isValid()) {
			accept(listener);
		}
	}

	private void accept(ServerSocketChannel listener) {
		SocketChannel client = null;
		try {
			client = listener.accept();
			if (client != null) {
				this.connections
					.add(new LinkConnection(client, this.target, this.toServer, this.toClient, this.selector));
			}
		}
		catch (IOException ex) {
			LinkConnection.close(client);
		}
	}

}
