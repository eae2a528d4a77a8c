package io.regioncache.websession;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.regioncache.test.SimulatedNetwork;
import io.regioncache.testkit.RedisServer;
import io.regioncache.testkit.RegionServers;
import io.regioncache.websession.WebSessionCounts.Event;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import static org.awaitility.Awaitility.await;

/**
 * Three regions with sessions, of one server and one process each, for each test of a
 * class. Register it in a static field.
 */
final class SessionRegions implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {

	static final List<String> NAMES = List.of("east", "west", "south");

	private final RegionServers servers = RegionServers.of(NAMES);

	private final Map<String, SessionNode> nodes = new HashMap<>();

	private SimulatedNetwork network;

	SessionNode in(String region) {
		return Objects.requireNonNull(this.nodes.get(region), region);
	}

	RedisServer server(String region) {
		return this.servers.server(region);
	}

	SimulatedNetwork network() {
		return this.network;
	}

	/**
	 * Start one more process of a region.
	 */
	SessionNode start(String region) {
		return SessionNode.among(region, NAMES, (other) -> this.network.url(region, other));
	}

	/**
	 * End the process of a region, whose server stays.
	 */
	void stop(String region) {
		Objects.requireNonNull(this.nodes.remove(region)).close();
	}

	void restart(String region) {
		this.nodes.put(region, start(region));
	}

	boolean stores(String region, String id) {
		return server(region).admin().number("EXISTS", "app:ws:shop:" + id) == 1;
	}

	/**
	 * Changes are repeated until all have them: on a busy machine, a server may not
	 * answer in time.
	 */
	void awaitEverywhere(String... ids) {
		AtomicInteger round = new AtomicInteger();
		await().until(() -> {
			boolean everywhere = true;
			for (String id : ids) {
				boolean there = NAMES.stream().allMatch((region) -> stores(region, id));
				everywhere &= there;
				if (!there && round.incrementAndGet() % 20 == 0) {
					change(id, round.get());
				}
			}
			return everywhere;
		});
	}

	private void change(String id, int round) {
		NAMES.stream()
			.filter((region) -> in(region).accepts(id))
			.findFirst()
			.ifPresent((region) -> in(region).change(id, "round", round));
	}

	/**
	 * Log somebody in so many times, in each region in turn.
	 * @return the ids of the sessions, once every region has all of them
	 */
	List<String> login(int count, String user) {
		List<String> ids = IntStream.range(0, count)
			.mapToObj((i) -> in(NAMES.get(i % 3)).login(user + i % 10))
			.toList();
		awaitEverywhere(ids.toArray(String[]::new));
		return ids;
	}

	/**
	 * How often something has happened in all regions.
	 */
	long count(Event event) {
		return this.nodes.values().stream().mapToLong((node) -> node.sessions().counts().of(event)).sum();
	}

	@Override
	public void beforeAll(ExtensionContext context) {
		this.servers.beforeAll(context);
	}

	@Override
	public void beforeEach(ExtensionContext context) {
		this.servers.beforeEach(context);
		this.network = SimulatedNetwork.of(this.servers.urls());
		NAMES.forEach(this::restart);
		this.nodes.values().forEach(SessionNode::awaitComplete);
		awaitEverywhere(in("east").login(null));
	}

	@Override
	public void afterEach(ExtensionContext context) {
		this.nodes.values().forEach(SessionNode::close);
		this.nodes.clear();
		this.network.close();
	}

	@Override
	public void afterAll(ExtensionContext context) {
		this.servers.afterAll(context);
	}

}
