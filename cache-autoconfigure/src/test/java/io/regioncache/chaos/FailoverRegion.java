package io.regioncache.chaos;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * A region that keeps its entries over a fail-over, and what its metadata say of it.
 *
 * @param name its name
 * @param site its servers
 */
record FailoverRegion(String name, FailoverSite site) {

	private static final String METADATA = "{app}:m";

	@Nullable String field(String field) {
		return (String) this.site.metadata().admin().call("HGET", METADATA, field);
	}

	String epoch() {
		return String.valueOf(field("epoch"));
	}

	/**
	 * The number of the last invalidation of everything.
	 */
	String everything() {
		return String.valueOf(field("*"));
	}

	/**
	 * Return whether it has decided which entries it keeps, if there are any.
	 */
	boolean isRecovered() {
		return field("ancestors") == null || epoch().equals(field("settled"));
	}

	/**
	 * Return how long it took to recover, in milliseconds.
	 */
	long recoveryMillis() {
		String recovery = field("recovery");
		return (recovery != null) ? Long.parseLong(recovery.split(" ")[0]) : -1;
	}

	/**
	 * Return whether it has read where another region has begun its epoch, and awaits
	 * none of its writers.
	 */
	boolean hasFollowed(FailoverRegion source) {
		String cursor = field("s:" + source.name);
		return cursor != null && cursor.startsWith(source.epoch() + ':') && field("n:" + source.name) == null;
	}

	/**
	 * Return whether it can vouch for another region, all of whose writers it knows.
	 * @param writers how many those are at least: processes of other regions are among
	 * them once they have passed something on
	 */
	boolean knows(FailoverRegion source, int writers) {
		String own = source.field("g:" + source.name);
		return hasFollowed(source) && epoch().equals(field("w:" + source.name)) && own != null
				&& own.split(" ").length >= writers && own.equals(field("g:" + source.name));
	}

	/**
	 * Return what its metadata say of fail-overs.
	 */
	Map<String, String> state() {
		Map<String, String> state = new TreeMap<>();
		List<?> fields = this.site.metadata().admin().list("HGETALL", METADATA);
		for (int i = 0; i + 1 < fields.size(); i += 2) {
			String field = String.valueOf(fields.get(i));
			if (!field.matches("[kto]:.*")) {
				state.put(field, String.valueOf(fields.get(i + 1)));
			}
		}
		return state;
	}

	/**
	 * The names of the entries on its servers.
	 * @param pattern which ones
	 */
	List<String> entries(String pattern) {
		return this.site.primaries().stream().flatMap((server) -> names(server, pattern)).toList();
	}

	private static Stream<String> names(RedisServer server, String pattern) {
		return server.admin().list("KEYS", pattern).stream().map(String::valueOf);
	}

}
