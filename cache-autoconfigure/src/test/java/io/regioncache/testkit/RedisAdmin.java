package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * What a test says to a server behind the back of the code under test. Connects when
 * first used, and again after the server was restarted.
 */
public final class RedisAdmin implements AutoCloseable {

	private final int port;

	private final int timeoutMillis;

	private @Nullable RespConnection connection;

	RedisAdmin(int port, int timeoutMillis) {
		this.port = port;
		this.timeoutMillis = timeoutMillis;
	}

	/**
	 * Sends one command.
	 * @param command the name and the arguments
	 * @return a {@link String}, a {@link Long}, a {@link List} of these, or {@code null}
	 * @throws RespConnection.ErrorReply if the server answers with an error
	 * @throws UncheckedIOException if the server does not answer in time
	 */
	public synchronized @Nullable Object call(String... command) {
		boolean reused = this.connection != null;
		try {
			return callOnce(command);
		}
		catch (UncheckedIOException ex) {
			// The server may have been restarted since; one that is slow may yet run it
			if (!reused || ex.getCause() instanceof SocketTimeoutException) {
				throw ex;
			}
		}
		return callOnce(command);
	}

	private @Nullable Object callOnce(String... command) {
		try {
			return connection().call(command);
		}
		catch (IOException ex) {
			close();
			throw new UncheckedIOException(ex);
		}
	}

	public String text(String... command) {
		return String.valueOf(call(command));
	}

	public long number(String... command) {
		return Long.parseLong(text(command));
	}

	public List<?> list(String... command) {
		return (call(command) instanceof List<?> list) ? list : List.of();
	}

	public boolean answers() {
		try {
			return text("PING").equals("PONG");
		}
		catch (UncheckedIOException | RespConnection.ErrorReply ex) {
			return false;
		}
	}

	public void flushAll() {
		call("FLUSHALL", "SYNC");
	}

	public void configure(String parameter, String value) {
		call("CONFIG", "SET", parameter, value);
	}

	public Map<String, String> info(String section) {
		return text("INFO", section).lines()
			.filter((line) -> line.indexOf(':') > 0)
			.map((line) -> line.split(":", 2))
			.collect(Collectors.toMap((pair) -> pair[0], (pair) -> pair[1], (first, second) -> second,
					LinkedHashMap::new));
	}

	public void resetStatistics() {
		call("CONFIG", "RESETSTAT");
	}

	/**
	 * Returns how often each command ran since the statistics were last reset, the
	 * commands of scripts included.
	 * @return calls by lower-case name, such as {@code get} or {@code config|set}
	 */
	public Map<String, Long> commandCalls() {
		return info("commandstats").entrySet()
			.stream()
			.collect(Collectors.toMap((entry) -> entry.getKey().substring("cmdstat_".length()),
					(entry) -> Long.valueOf(field(entry.getValue(), "calls"))));
	}

	static String field(String fields, String name) {
		for (String field : fields.split(",")) {
			if (field.startsWith(name + "=")) {
				return field.substring(name.length() + 1);
			}
		}
		throw new IllegalArgumentException("No field '" + name + "' in '" + fields + "'");
	}

	private RespConnection connection() throws IOException {
		RespConnection connection = this.connection;
		if (connection == null) {
			connection = new RespConnection(this.port, this.timeoutMillis);
			this.connection = connection;
		}
		return connection;
	}

	@Override
	public synchronized void close() {
		RespConnection connection = this.connection;
		this.connection = null;
		if (connection != null) {
			connection.close();
		}
	}

}
