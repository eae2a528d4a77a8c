package io.regioncache.testkit;

import java.io.IOException;
import java.net.Socket;
import java.util.function.Consumer;

/**
 * One connection through a {@link TcpProxy}: two threads, one for each way.
 */
final class ProxiedConnection {

	private final Socket client;

	private final Socket server;

	private final LinkState state;

	private final Consumer<ProxiedConnection> onClose;

	private final Thread requests;

	private final Thread replies;

	ProxiedConnection(Socket client, Socket server, LinkState state, Consumer<ProxiedConnection> onClose)
			throws IOException {
		this.client = client;
		this.server = server;
		this.state = state;
		this.onClose = onClose;
		client.setTcpNoDelay(true);
		server.setTcpNoDelay(true);
		this.requests = new Thread(() -> pump(client, server, false), "proxy-requests");
		this.replies = new Thread(() -> pump(server, client, true), "proxy-replies");
	}

	void start() {
		for (Thread thread : new Thread[] { this.requests, this.replies }) {
			thread.setDaemon(true);
			thread.start();
		}
	}

	private void pump(Socket from, Socket to, boolean reply) {
		byte[] buffer = new byte[64 * 1024];
		try {
			for (int length = from.getInputStream().read(buffer); length >= 0; length = from.getInputStream()
				.read(buffer)) {
				int admitted = this.state.admit(reply, length);
				to.getOutputStream().write(buffer, 0, admitted);
				if (admitted < length) {
					break;
				}
			}
		}
		catch (IOException ex) {
			// One side has gone, so the other goes too
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		close();
	}

	void close() {
		TcpProxy.close(this.client);
		TcpProxy.close(this.server);
		this.requests.interrupt();
		this.replies.interrupt();
		this.onClose.accept(this);
	}

}
