package io.regioncache.websession;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.regioncache.testkit.RedisServer;

/**
 * Sees each command that a server executes, with {@code MONITOR}.
 */
final class CommandMonitor implements AutoCloseable {

	private static final int LIMIT_MILLIS = 60_000;

	private final RedisServer server;

	private final Socket socket;

	private final BufferedReader lines;

	CommandMonitor(RedisServer server) {
		this.server = server;
		try {
			this.socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
			this.socket.setSoTimeout(LIMIT_MILLIS);
			this.socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
			this.lines = new BufferedReader(
					new InputStreamReader(this.socket.getInputStream(), StandardCharsets.ISO_8859_1));
			this.lines.readLine();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Return the commands that clients have sent since the last call, without what
	 * scripts execute.
	 */
	List<String> sent() {
		String end = UUID.randomUUID().toString();
		this.server.admin().call("ECHO", end);
		List<String> sent = new ArrayList<>();
		try {
			for (String line = this.lines.readLine(); !line.contains(end); line = this.lines.readLine()) {
				if (!line.contains(" lua] ")) {
					sent.add(line.substring(line.indexOf("] ") + 2));
				}
			}
			return sent;
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
