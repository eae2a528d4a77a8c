package io.regioncache.testkit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class one server for each region; all run and are empty at the beginning
 * of each test. Register it in a static field.
 */
public final class RegionServers implements BeforeAllCallback, BeforeEachCallback, AfterAllCallback {

	private final List<String> regions;

	private final Map<String, RedisServer> servers = new LinkedHashMap<>();

	private RegionServers(List<String> regions) {
		this.regions = regions;
	}

	/**
	 * Create the extension.
	 * @param regions the names of the regions
	 */
	public static RegionServers of(List<String> regions) {
		return new RegionServers(List.copyOf(regions));
	}

	/**
	 * Return the server of a region.
	 */
	public RedisServer server(String region) {
		return Objects.requireNonNull(this.servers.get(region), "Register the extension in a static field");
	}

	/**
	 * Return the client with which a test looks at a region.
	 */
	public RedisAdmin admin(String region) {
		return server(region).admin();
	}

	/**
	 * Return the addresses of the servers, by region.
	 */
	public Map<String, String> urls() {
		Map<String, String> urls = new LinkedHashMap<>();
		this.servers.forEach((region, server) -> urls.put(region, server.url()));
		return urls;
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.regions.forEach((region) -> this.servers.computeIfAbsent(region, (name) -> RedisServer.start()));
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		for (RedisServer server : this.servers.values()) {
			if (!server.running()) {
				server.restartEmpty();
			}
			else if (server.paused()) {
				server.resume();
			}
			server.admin().flushAll();
		}
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.servers.values().forEach(RedisServer::close);
		this.servers.clear();
	}

}
