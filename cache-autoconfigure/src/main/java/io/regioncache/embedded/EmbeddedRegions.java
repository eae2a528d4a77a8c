package io.regioncache.embedded;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import io.regioncache.annotation.PublicApi;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * A real Redis server for each of some regions, on free loopback ports of this machine.
 * For development and demonstrations only: nothing is stored, and nothing is secured.
 * <p>
 * The servers end with {@link #close()} and, however the JVM ends, with the JVM.
 *
 * @since 0.1
 */
@PublicApi
public final class EmbeddedRegions implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(EmbeddedRegions.class);

	private final Map<String, EmbeddedRedis> servers = new LinkedHashMap<>();

	private EmbeddedRegions(Iterable<String> regions) {
		regions.forEach((region) -> this.servers.put(region, new EmbeddedRedis(region)));
	}

	/**
	 * Start a server for each region, all at once, and wait until they answer.
	 * @param regions the names of the regions
	 * @return the running servers
	 * @throws EmbeddedRedisException if a server does not start
	 */
	public static EmbeddedRegions start(Iterable<String> regions) {
		EmbeddedRegions embedded = new EmbeddedRegions(regions);
		embedded.launch();
		logger.warn("Started embedded Redis servers, which lose all data when this process ends: " + embedded.urls()
				+ ". In production, set 'regions.endpoints.<region>.url'.");
		return embedded;
	}

	private void launch() {
		try {
			this.servers.values().forEach(EmbeddedRedis::launch);
			this.servers.values().forEach(EmbeddedRedis::awaitReady);
		}
		catch (RuntimeException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Return the names of the regions.
	 * @return the names, in order
	 */
	public Set<String> names() {
		return Collections.unmodifiableSet(this.servers.keySet());
	}

	/**
	 * Return the port of a region's server, which stays the same when it is killed and
	 * started again.
	 * @param region the region's name
	 * @return the port
	 * @throws IllegalArgumentException if there is no such region
	 */
	public int port(String region) {
		return server(region).port();
	}

	/**
	 * Return the URL of a region's server.
	 * @param region the region's name
	 * @return the URL
	 * @throws IllegalArgumentException if there is no such region
	 */
	public String url(String region) {
		return "redis://" + FreePort.HOST + ":" + port(region);
	}

	/**
	 * Return the URL of every region's server.
	 * @return region name to URL, in order
	 */
	public Map<String, String> urls() {
		Map<String, String> urls = new LinkedHashMap<>();
		names().forEach((region) -> urls.put(region, url(region)));
		return urls;
	}

	/**
	 * Return whether a region's server runs.
	 * @param region the region's name
	 * @return whether it runs
	 * @throws IllegalArgumentException if there is no such region
	 */
	public boolean isRunning(String region) {
		return server(region).isRunning();
	}

	/**
	 * Kill a region's server the hard way, as a power failure would. Does nothing if it
	 * does not run.
	 * @param region the region's name
	 * @throws IllegalArgumentException if there is no such region
	 */
	public void kill(String region) {
		server(region).kill();
	}

	/**
	 * Start a region's server again, empty and at the same port. Does nothing if it runs.
	 * @param region the region's name
	 * @throws IllegalArgumentException if there is no such region
	 * @throws EmbeddedRedisException if the server does not start
	 */
	public void restart(String region) {
		server(region).restart();
	}

	/**
	 * Kill every server and remove what they left behind.
	 */
	@Override
	public void close() {
		this.servers.values().forEach(EmbeddedRedis::close);
	}

	private EmbeddedRedis server(String region) {
		EmbeddedRedis server = this.servers.get(region);
		if (server == null) {
			throw new IllegalArgumentException("Unknown region '" + region + "', known are " + names());
		}
		return server;
	}

}
