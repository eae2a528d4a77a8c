package io.regioncache.test;

import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import io.regioncache.test.SimulatedLink.Direction;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * A network between regions on one machine, with distances, and with partitions on
 * demand. For tests and demonstrations.
 * <p>
 * An application in region A reaches the Redis of region B through a
 * {@link SimulatedLink} of its own, which is opened when its {@linkplain #url URL} is
 * first asked for. What goes from A to B are the requests on that link and the replies on
 * the link from B to A, so cutting one way cuts both. A cut withholds: nothing is lost
 * and no connection breaks, but nothing arrives before it is healed. For connections that
 * break, use the {@link #link}. Safe for use by several threads.
 *
 * @since 0.1
 */
public final class SimulatedNetwork implements AutoCloseable {

	private final Map<String, URI> servers = new LinkedHashMap<>();

	private final Map<Path, SimulatedLink> links = new HashMap<>();

	private final Map<Path, Duration> latencies = new HashMap<>();

	private final Set<Path> cuts = new HashSet<>();

	private SimulatedNetwork(Map<String, String> urls) {
		urls.forEach((region, url) -> {
			URI server = URI.create(url);
			Assert.isTrue(server.getHost() != null && server.getPort() > 0, () -> "The URL of the region '" + region
					+ "' must have a host and a port, for example 'redis://localhost:6379'");
			this.servers.put(region, server);
		});
	}

	/**
	 * Connect servers, such as those of {@code EmbeddedRegions.urls()}. The network does
	 * not close them.
	 * @param urls region name to URL of its server, each with a port
	 * @return the network, without distances and cuts
	 * @throws IllegalArgumentException if a URL has no host or no port
	 */
	public static SimulatedNetwork of(Map<String, String> urls) {
		return new SimulatedNetwork(urls);
	}

	/**
	 * Return the names of the regions.
	 * @return the names, in order
	 */
	public Set<String> names() {
		return Collections.unmodifiableSet(this.servers.keySet());
	}

	/**
	 * Return how an application of one region reaches the Redis of another. Within a
	 * region that is the server itself, unless its {@link #link} has been asked for.
	 * @param from the application's region
	 * @param to the region of the Redis
	 * @return the URL
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized String url(String from, String to) {
		URI server = server(to);
		Path path = path(from, to);
		if (from.equals(to) && !this.links.containsKey(path)) {
			return server.toString();
		}
		SimulatedLink link = link(from, to);
		String user = (server.getRawUserInfo() != null) ? server.getRawUserInfo() + "@" : "";
		return server.getScheme() + "://" + user + link.host() + ":" + link.port() + server.getRawPath();
	}

	/**
	 * Return the network as applications of one region see it.
	 * @param home the region
	 * @return the view, which follows every change
	 * @throws IllegalArgumentException if there is no such region
	 */
	public View from(String home) {
		server(home);
		return new View(this, home);
	}

	/**
	 * Return the link through which applications of one region reach the Redis of
	 * another, for what this class does not offer: jitter, bandwidth, refusal, resets.
	 * @param from the applications' region
	 * @param to the region of the Redis, which may be the same
	 * @return the link
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized SimulatedLink link(String from, String to) {
		Path path = path(from, to);
		SimulatedLink link = this.links.get(path);
		if (link == null) {
			URI server = server(to);
			link = SimulatedLink.to(server.getHost(), server.getPort());
			this.links.put(path, link);
			update(path);
			update(path.back());
		}
		return link;
	}

	/**
	 * Say how far apart any two regions are.
	 * @param oneWay how long each way takes
	 */
	public void distance(Duration oneWay) {
		for (String a : names()) {
			names().stream().filter((b) -> !b.equals(a)).forEach((b) -> distance(a, b, oneWay));
		}
	}

	/**
	 * Say how far apart two regions are.
	 * @param a a region
	 * @param b another region
	 * @param oneWay how long each way takes
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized void distance(String a, String b, Duration oneWay) {
		for (Path path : new Path[] { openPath(a, b), openPath(b, a) }) {
			this.latencies.put(path, oneWay);
			update(path);
		}
	}

	/**
	 * Cut two regions off from each other.
	 * @param a a region
	 * @param b another region
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized void cut(String a, String b) {
		cutOneWay(a, b);
		cutOneWay(b, a);
	}

	/**
	 * Let nothing that one region sends arrive in another, neither requests nor replies.
	 * @param from the sending region
	 * @param to the region in which nothing arrives
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized void cutOneWay(String from, String to) {
		Path path = openPath(from, to);
		this.cuts.add(path);
		update(path);
	}

	/**
	 * Cut a region off from all others. Its applications still reach its Redis.
	 * @param region the region
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized void isolate(String region) {
		server(region);
		names().stream().filter((other) -> !other.equals(region)).forEach((other) -> cut(region, other));
	}

	/**
	 * Heal every link: what was withheld is delivered. Distances stay.
	 */
	public synchronized void heal() {
		heal((path) -> true);
	}

	/**
	 * Heal every link from and to a region.
	 * @param region the region
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized void heal(String region) {
		server(region);
		heal((path) -> path.from().equals(region) || path.to().equals(region));
	}

	/**
	 * Heal the links between two regions.
	 * @param a a region
	 * @param b another region
	 * @throws IllegalArgumentException if there is no such region
	 */
	public synchronized void heal(String a, String b) {
		Path path = path(a, b);
		heal((candidate) -> candidate.equals(path) || candidate.equals(path.back()));
	}

	private void heal(Predicate<Path> which) {
		this.cuts.removeIf(which);
		this.links.forEach((path, link) -> {
			if (which.test(path)) {
				link.heal();
			}
		});
	}

	private void update(Path path) {
		update(path, this.links.get(path), Direction.TO_SERVER);
		update(path, this.links.get(path.back()), Direction.TO_CLIENT);
	}

	private void update(Path path, @Nullable SimulatedLink link, Direction direction) {
		if (link == null) {
			return;
		}
		link.latency(direction, this.latencies.getOrDefault(path, Duration.ZERO));
		if (this.cuts.contains(path)) {
			link.withhold(direction);
		}
	}

	private Path openPath(String from, String to) {
		Path path = path(from, to);
		Assert.state(!from.equals(to) || this.links.containsKey(path),
				() -> "Applications of '" + from + "' reach its Redis directly. Call link(\"" + from + "\", \"" + from
						+ "\") before anybody asks for the URL");
		return path;
	}

	private Path path(String from, String to) {
		server(from);
		server(to);
		return new Path(from, to);
	}

	private URI server(String region) {
		URI server = this.servers.get(region);
		if (server == null) {
			throw new IllegalArgumentException("Unknown region '" + region + "', known are " + names());
		}
		return server;
	}

	/**
	 * Close every link. The servers stay as they are.
	 */
	@Override
	public synchronized void close() {
		this.links.values().forEach(SimulatedLink::close);
		this.links.clear();
	}

	/**
	 * The way from one region to another.
	 *
	 * @param from where it begins
	 * @param to where it ends
	 */
	private record Path(String from, String to) {

		Path back() {
			return new Path(this.to, this.from);
		}

	}

	/**
	 * The network as applications of one region see it. As a bean, it makes that region
	 * home and leads the application to embedded regions through this network.
	 *
	 * @param network the network
	 * @param home the region
	 */
	public record View(SimulatedNetwork network, String home) {

		/**
		 * Return how these applications reach the Redis of a region.
		 * @param region the region's name
		 * @return the URL
		 * @throws IllegalArgumentException if there is no such region
		 */
		public String url(String region) {
			return this.network.url(this.home, region);
		}

		/**
		 * Return how these applications reach the Redis of every region.
		 * @return region name to URL, in order
		 */
		public Map<String, String> urls() {
			Map<String, String> urls = new LinkedHashMap<>();
			this.network.names().forEach((region) -> urls.put(region, url(region)));
			return urls;
		}

	}

}
