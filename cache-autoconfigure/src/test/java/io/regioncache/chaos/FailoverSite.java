package io.regioncache.chaos;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * The servers of a region that fails over again and again, and in which ways it can. One
 * thread uses it.
 */
abstract class FailoverSite implements AutoCloseable {

	private final Map<String, Consumer<Random>> kinds = new LinkedHashMap<>();

	private final Map<String, SimulatedLink> links = new HashMap<>();

	/**
	 * Add a kind of fail-over.
	 * @param name its name in the results
	 * @param failover does it, and returns when a server serves that may have lost its
	 * last data
	 */
	final void add(String name, Consumer<Random> failover) {
		this.kinds.put(name, failover);
	}

	final Set<String> kinds() {
		return this.kinds.keySet();
	}

	final void failOver(String kind, Random dice) {
		Objects.requireNonNull(this.kinds.get(kind), kind).accept(dice);
	}

	/**
	 * Cut what leads from the other regions to these servers, as far as links can be.
	 */
	final void cutLinks() {
		this.links.values().forEach(SimulatedLink::blackHole);
	}

	final void healLinks() {
		this.links.values().forEach(SimulatedLink::heal);
	}

	/**
	 * Return how processes find these servers.
	 * @param region the name of the region
	 * @param reader the region of the process
	 */
	final List<String> properties(String region, String reader) {
		String prefix = "regions.endpoints." + region + ".";
		Integer port = port();
		if (port == null) {
			return endpoint(prefix);
		}
		int reached = region.equals(reader) ? port
				: this.links.computeIfAbsent(reader, (name) -> SimulatedLink.to("127.0.0.1", port)).port();
		return List.of(prefix + "url=redis://127.0.0.1:" + reached);
	}

	/**
	 * Return the port at which these servers are reached, if it is a single one.
	 */
	@Nullable Integer port() {
		return null;
	}

	/**
	 * Return how processes find several servers.
	 */
	List<String> endpoint(String prefix) {
		return List.of();
	}

	/**
	 * The servers that hold entries.
	 */
	abstract List<RedisServer> primaries();

	/**
	 * The server that holds the metadata.
	 */
	abstract RedisServer metadata();

	/**
	 * Wait until the servers can fail over again.
	 */
	void awaitWhole() {
	}

	@Override
	public void close() {
		this.links.values().forEach(SimulatedLink::close);
	}

}
