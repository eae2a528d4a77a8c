package io.regioncache.store.session;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;

/**
 * What a Redis server says about itself with {@code INFO}.
 *
 * @param fields the fields by name, without sections
 */
public record ServerStatus(Map<String, String> fields) {

	public ServerStatus {
		fields = Map.copyOf(fields);
	}

	/**
	 * Ask the server that holds the metadata of a region.
	 * @param session the session over which to ask
	 * @return its answer, without any field if its user may not ask
	 */
	public static CompletableFuture<ServerStatus> ask(Session session) {
		return session.metadata().info().toCompletableFuture().handle((info, ex) -> {
			if (ex != null && !Failures.isForbidden(Failures.rootOf(ex))) {
				throw new CompletionException(Failures.rootOf(ex));
			}
			return parse((ex == null) ? info : "");
		});
	}

	static ServerStatus parse(String info) {
		Map<String, String> fields = new HashMap<>();
		info.lines().forEach((line) -> {
			int colon = line.indexOf(':');
			if (colon > 0 && line.charAt(0) != '#') {
				fields.put(line.substring(0, colon), line.substring(colon + 1).trim());
			}
		});
		return new ServerStatus(fields);
	}

	/**
	 * Return a field.
	 * @param name the name of the field
	 * @return its value, or {@code null} if the server does not tell it
	 */
	public @Nullable String text(String name) {
		return this.fields.get(name);
	}

	/**
	 * Return a field that is a whole number.
	 * @param name the name of the field
	 * @return its value; -1 if the server does not tell it
	 */
	public long number(String name) {
		String text = this.fields.get(name);
		try {
			return (text != null) ? Long.parseLong(text) : -1;
		}
		catch (NumberFormatException ex) {
			return -1;
		}
	}

	/**
	 * Return how much of the memory that it may use the server uses.
	 * @return the share, from 0 to about 1; -1 if the server has no limit, or does not
	 * tell it
	 */
	public double memoryShare() {
		long most = number("maxmemory");
		long used = number("used_memory");
		return (most > 0 && used >= 0) ? (double) used / most : -1;
	}

}
