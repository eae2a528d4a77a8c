package io.regioncache.test;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

import org.jspecify.annotations.Nullable;

/**
 * One connection through a {@link SimulatedLink}. Used by the link's thread only.
 */
final class LinkConnection implements LinkPipe.Ends {

	private final InetSocketAddress target;

	private final SocketChannel client;

	private final SocketChannel server;

	private final SelectionKey clientKey;

	private final SelectionKey serverKey;

	private final LinkPipe requests;

	private final LinkPipe replies;

	private boolean connecting;

	LinkConnection(SocketChannel client, InetSocketAddress target, LinkLane toServer, LinkLane toClient,
			Selector selector) throws IOException {
		this.target = target;
		this.client = client;
		this.server = SocketChannel.open();
		this.clientKey = register(this.client, selector);
		this.serverKey = register(this.server, selector);
		this.requests = new LinkPipe(toServer, this.client, this.server);
		this.replies = new LinkPipe(toClient, this.server, this.client);
		this.requests.open();
	}

	private SelectionKey register(SocketChannel channel, Selector selector) throws IOException {
		channel.configureBlocking(false);
		channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
		return channel.register(selector, 0, this);
	}

	/**
	 * Receive from the side that is ready.
	 * @param key the side
	 * @param buffer a buffer for what is read
	 */
	void ready(SelectionKey key, ByteBuffer buffer) {
		if (key.isValid() && key.isReadable()) {
			((key == this.clientKey) ? this.requests : this.replies).receive(buffer);
		}
	}

	/**
	 * Deliver what has arrived, and say what to wait for.
	 * @param now the time
	 * @return when there is more to do
	 */
	long advance(long now) {
		long next = Math.min(this.requests.deliver(now, this), this.replies.deliver(now, this));
		if (this.requests.isFinished() && this.replies.isFinished()) {
			close();
		}
		if (!isOpen()) {
			return LinkPipe.NEVER;
		}
		long fromClient = this.requests.receivesAt(now);
		long fromServer = this.server.isConnected() ? this.replies.receivesAt(now) : LinkPipe.NEVER;
		interest(this.clientKey, read(fromClient <= now) | write(this.replies.isBlocked()));
		interest(this.serverKey,
				this.connecting ? SelectionKey.OP_CONNECT : read(fromServer <= now) | write(this.requests.isBlocked()));
		return Math.min(next, Math.min(later(fromClient, now), later(fromServer, now)));
	}

	private static long later(long time, long now) {
		return (time > now) ? time : LinkPipe.NEVER;
	}

	private static int read(boolean wanted) {
		return wanted ? SelectionKey.OP_READ : 0;
	}

	private static int write(boolean wanted) {
		return wanted ? SelectionKey.OP_WRITE : 0;
	}

	private static void interest(SelectionKey key, int ops) {
		// A side that could not be connected has no valid key any more
		if (key.isValid() && key.interestOps() != ops) {
			key.interestOps(ops);
		}
	}

	/**
	 * Open the connection to the server.
	 * @return whether it is open, or never will be
	 */
	@Override
	public boolean opened() {
		try {
			boolean connected = this.connecting ? this.server.finishConnect() : this.server.connect(this.target);
			this.connecting = !connected;
			return connected;
		}
		catch (IOException ex) {
			this.connecting = false;
			this.replies.end(LinkParcel.Kind.RESET);
			return true;
		}
	}

	/**
	 * Whether the server is being connected to.
	 */
	@Override
	public boolean isConnecting() {
		return this.connecting;
	}

	@Override
	public boolean isOpen() {
		return this.client.isOpen();
	}

	/**
	 * Close both sides as an application would.
	 */
	@Override
	public void close() {
		close(this.client);
		close(this.server);
	}

	/**
	 * Close both sides as a crash would: what is on its way is lost.
	 */
	@Override
	public void reset() {
		for (SocketChannel channel : new SocketChannel[] { this.client, this.server }) {
			try {
				channel.setOption(StandardSocketOptions.SO_LINGER, 0);
			}
			catch (IOException ex) {
				// it is closed already
			}
		}
		close();
	}

	static void close(@Nullable Closeable closeable) {
		try {
			if (closeable != null) {
				closeable.close();
			}
		}
		catch (IOException ex) {
			// closing is all that was wanted of it
		}
	}

}
