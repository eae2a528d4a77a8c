package io.regioncache.benchmarks.growth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * A connection that is told of changes, as a node's is, and reads nothing of it.
 */
final class Listener implements AutoCloseable {

	private final Socket socket;

	Listener(int port, String channel) {
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
			this.socket.getOutputStream()
				.write(("HELLO 3\r\nSSUBSCRIBE " + channel + "\r\n").getBytes(StandardCharsets.US_ASCII));
			this.socket.getOutputStream().flush();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		try {
			this.socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
