package io.regioncache.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lies in front of a Redis server, and moves the time of day that it states with
 * {@code INFO}: a server whose clock is off says the same.
 */
final class SkewedClock implements AutoCloseable {

	private static final Pattern TIME = Pattern.compile("server_time_usec:(\\d{16})\r");

	private static final int BUFFER = 64 * 1024;

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final URI server;

	private volatile Duration ahead = Duration.ZERO;

	private SkewedClock(URI server) throws IOException {
		this.server = server;
	}

	static SkewedClock before(String url) {
		try {
			SkewedClock clock = new SkewedClock(URI.create(url));
			thread(clock::accept);
			return clock;
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	String url() {
		return "redis://127.0.0.1:" + this.listener.getLocalPort();
	}

	void isAheadBy(Duration ahead) {
		this.ahead = ahead;
	}

	private void accept() throws IOException {
		while (!this.listener.isClosed()) {
			Socket client = this.listener.accept();
			Socket redis = new Socket(this.server.getHost(), this.server.getPort());
			client.setTcpNoDelay(true);
			redis.setTcpNoDelay(true);
			thread(() -> pass(client, redis, false));
			thread(() -> pass(redis, client, true));
		}
	}

	private void pass(Socket from, Socket to, boolean answers) throws IOException {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[BUFFER];
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				byte[] bytes = Arrays.copyOf(buffer, read);
				out.write((answers && !this.ahead.isZero()) ? moved(bytes) : bytes);
			}
		}
	}

	private byte[] moved(byte[] answer) {
		String text = new String(answer, StandardCharsets.ISO_8859_1);
		Matcher time = TIME.matcher(text);
		long micros = this.ahead.toMillis() * 1000;
		return time.replaceAll((found) -> "server_time_usec:" + (Long.parseLong(found.group(1)) + micros) + "\r")
			.getBytes(StandardCharsets.ISO_8859_1);
	}

	private static void thread(Passing passing) {
		Thread thread = new Thread(() -> {
			try {
				passing.run();
			}
			catch (IOException ex) {
				// A connection has ended, as it ends without anything in between
			}
		}, "skewed-clock");
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	/**
	 * What a thread does.
	 */
	private interface Passing {

		void run() throws IOException;

	}

}
