package io.regioncache.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * A link to a server that can be slowed down, silenced and cut. What a silenced link
 * withholds is delivered when it recovers, as TCP does after a partition.
 */
public final class TcpProxy implements AutoCloseable {

	private final int port = Ports.next();

	private final int target;

	private final LinkState state = new LinkState();

	private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();

	private volatile ServerSocket listener;

	private TcpProxy(int target) {
		this.target = target;
		this.listener = listen();
	}

	public static TcpProxy to(RedisServer server) {
		return new TcpProxy(server.port());
	}

	public String host() {
		return "127.0.0.1";
	}

	public int port() {
		return this.port;
	}

	public String address() {
		return host() + ":" + this.port;
	}

	public String url() {
		return "redis://" + address();
	}

	/**
	 * Makes the link whole again.
	 */
	public synchronized void pass() {
		this.state.reset();
		if (this.listener.isClosed()) {
			this.listener = listen();
		}
	}

	/**
	 * Closes every connection and refuses new ones.
	 */
	public synchronized void cut() {
		close(this.listener);
		dropConnections();
	}

	/**
	 * Closes every connection but accepts new ones.
	 */
	public void dropConnections() {
		this.connections.forEach(ProxiedConnection::close);
	}

	/**
	 * Accepts connections and bytes, and delivers nothing either way.
	 */
	public void blackHole() {
		this.state.hold(true, true);
	}

	/**
	 * Delivers requests but withholds the replies: what was asked for happens, and the
	 * caller does not learn of it.
	 */
	public void holdReplies() {
		this.state.hold(false, true);
	}

	/**
	 * Delivers so many more bytes of replies, then closes the connection in the middle of
	 * one.
	 * @param bytes how many
	 */
	public void cutRepliesAfter(int bytes) {
		this.state.limitReplies(bytes);
	}

	/**
	 * Delays each delivery.
	 * @param millis how long each way, at least
	 */
	public void delay(int millis) {
		this.state.delay(millis);
	}

	public int connectionCount() {
		return this.connections.size();
	}

	private ServerSocket listen() {
		try {
			ServerSocket socket = new ServerSocket();
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.port));
			Thread thread = new Thread(() -> accept(socket), "proxy-" + this.port);
			thread.setDaemon(true);
			thread.start();
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void accept(ServerSocket listener) {
		while (!listener.isClosed()) {
			Socket client = null;
			try {
				client = listener.accept();
				Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
				ProxiedConnection connection = new ProxiedConnection(client, server, this.state,
						this.connections::remove);
				this.connections.add(connection);
				connection.start();
				if (listener.isClosed()) {
					connection.close();
				}
			}
			catch (IOException ex) {
				close(client);
			}
		}
	}

	static void close(@Nullable Closeable closeable) {
		try {
			if (closeable != null) {
				closeable.close();
			}
		}
		catch (IOException ex) {
			// Closing is all that was wanted of it
		}
	}

	@Override
	public void close() {
		cut();
	}

}
