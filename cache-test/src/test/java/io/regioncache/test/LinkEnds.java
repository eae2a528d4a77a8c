package io.regioncache.test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * A server of which the test is the server: both ends of connections through a
 * {@link SimulatedLink}.
 */
final class LinkEnds implements AutoCloseable {

	private final ServerSocket listener;

	private final SimulatedLink link;

	private final List<Socket> sockets = new ArrayList<>();

	LinkEnds() throws IOException {
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		this.listener.setSoTimeout(30_000);
		this.link = SimulatedLink.to("127.0.0.1", this.listener.getLocalPort());
	}

	SimulatedLink link() {
		return this.link;
	}

	ServerSocket listener() {
		return this.listener;
	}

	Socket connect() throws IOException {
		return prepare(new Socket(this.link.host(), this.link.port()));
	}

	Socket accept() throws IOException {
		return prepare(this.listener.accept());
	}

	private Socket prepare(Socket socket) throws IOException {
		this.sockets.add(socket);
		socket.setTcpNoDelay(true);
		socket.setSoTimeout(30_000);
		return socket;
	}

	@Override
	public void close() throws IOException {
		this.link.close();
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

}
