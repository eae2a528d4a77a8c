package io.regioncache.chaos;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.testkit.Ports;
import io.regioncache.testkit.RedisServer;

/**
 * An address that leads to one server or another: as a name or a virtual address does
 * that is moved in a fail-over. Connections stay with the server they were made to until
 * they are dropped.
 */
final class Crossing implements AutoCloseable {

	private static final int PLENTY = 1_000_000;

	private final ServerSocket listener;

	private final Map<Socket, Integer> clients = new ConcurrentHashMap<>();

	private final AtomicInteger opened = new AtomicInteger();

	private final Semaphore passing = new Semaphore(PLENTY);

	private volatile int target;

	Crossing(RedisServer server) {
		this.target = server.port();
		try {
			this.listener = new ServerSocket();
			this.listener.setReuseAddress(true);
			this.listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.next()), 100);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		run(this::accept);
	}

	String url() {
		return "redis://127.0.0.1:" + this.listener.getLocalPort();
	}

	/**
	 * Lead new connections to another server.
	 */
	void leadTo(RedisServer server) {
		this.target = server.port();
	}

	/**
	 * End new connections at once.
	 */
	void leadNowhere() {
		this.target = -1;
	}

	/**
	 * Close the connections to all other servers.
	 */
	void dropOthers() {
		this.clients.forEach((client, port) -> {
			if (port != this.target) {
				close(client);
			}
		});
	}

	/**
	 * Close all connections, let some more through, and have those after them wait.
	 */
	void startAgainWith(int connections) {
		this.passing.drainPermits();
		this.clients.keySet().forEach(Crossing::close);
		this.passing.release(connections);
	}

	/**
	 * Let all connections through.
	 */
	void letPass() {
		this.passing.release(PLENTY);
	}

	/**
	 * Return how many connections were opened so far.
	 */
	int opened() {
		return this.opened.get();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				run(() -> join(client));
			}
			catch (IOException ex) {
				// Closed, or the client is gone again
			}
		}
	}

	private void join(Socket client) {
		int port = this.target;
		if (port < 0) {
			close(client);
			return;
		}
		this.clients.put(client, port);
		this.passing.acquireUninterruptibly();
		if (client.isClosed()) {
			this.passing.release();
			this.clients.remove(client);
			return;
		}
		try (client; Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
			client.setTcpNoDelay(true);
			server.setTcpNoDelay(true);
			this.opened.incrementAndGet();
			run(() -> {
				copy(server, client);
				close(client);
			});
			copy(client, server);
		}
		catch (IOException ex) {
			// Then the client sees a connection that ends
		}
		finally {
			this.clients.remove(client);
		}
	}

	private static void copy(Socket from, Socket to) {
		byte[] buffer = new byte[16 * 1024];
		try {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
				output.write(buffer, 0, read);
			}
		}
		catch (IOException ex) {
			// Either end is gone
		}
	}

	private static void run(Runnable task) {
		Thread thread = new Thread(task, "crossing");
		thread.setDaemon(true);
		thread.start();
	}

	private static void close(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// Closing is all that was wanted of it
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.clients.keySet().forEach(Crossing::close);
	}

}
