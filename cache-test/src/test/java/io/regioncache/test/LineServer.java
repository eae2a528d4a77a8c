package io.regioncache.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server that answers each line: {@code PING}, {@code NAME}, {@code COUNT}, and
 * {@code ADD}, which counts.
 */
final class LineServer implements AutoCloseable {

	private final String name;

	private final ServerSocket listener;

	private final AtomicInteger count = new AtomicInteger();

	LineServer(String name) {
		this.name = name;
		try {
			this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		daemon(this::accept);
	}

	String url() {
		return "redis://127.0.0.1:" + this.listener.getLocalPort();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				daemon(() -> serve(socket));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket) {
		try (socket;
				BufferedReader lines = new BufferedReader(
						new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				socket.getOutputStream().write((answer(line) + "\n").getBytes(StandardCharsets.UTF_8));
			}
		}
		catch (IOException ex) {
			// The test has ended the connection
		}
	}

	private String answer(String line) {
		return switch (line) {
			case "PING" -> "PONG";
			case "NAME" -> this.name;
			case "ADD" -> String.valueOf(this.count.incrementAndGet());
			case "COUNT" -> String.valueOf(this.count.get());
			default -> "unknown: " + line;
		};
	}

	private static void daemon(Runnable task) {
		Thread thread = new Thread(task);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

}
