package io.regioncache.websession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionFailover;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.testkit.RedisClusterSetup;
import io.regioncache.testkit.RedisSentinelSetup;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

import org.springframework.session.FindByIndexNameSessionRepository;
import org.springframework.session.UuidSessionIdGenerator;

/**
 * One process of one region, as far as its web sessions are concerned.
 */
final class SessionNode implements AutoCloseable {

	static final WebSessionSettings SETTINGS = new WebSessionSettings(Duration.ofMinutes(30), Duration.ofMinutes(30),
			"shop", true, true);

	private final RegionStore store;

	private final WebSessions sessions;

	private final RegionSessionRepository repository;

	private final List<Runnable> closing = new ArrayList<>();

	private SessionNode(RegionStore store, WebSessionSettings settings, Duration grace) {
		this.store = store;
		this.sessions = new WebSessions(store, settings, grace);
		this.repository = new RegionSessionRepository(requests());
		this.closing.add(this.sessions::close);
	}

	RequestSessions requests() {
		return new RequestSessions(this.sessions,
				new JsonAttributeCodec(List.of(new SessionAttributeType("cart", Cart.class))),
				UuidSessionIdGenerator.getInstance(), RequestSessions.byPrincipal());
	}

	static SessionNode at(String url) {
		return at(url, SETTINGS);
	}

	static SessionNode at(String url, WebSessionSettings settings) {
		return alone(() -> RedisClient.create(url), settings, Duration.ZERO);
	}

	static SessionNode of(RedisSentinelSetup setup) {
		RedisURI.Builder uri = RedisURI.builder().withSentinelMasterId(setup.name());
		setup.sentinels().forEach((sentinel) -> uri.withSentinel(sentinel.host(), sentinel.port()));
		return alone(() -> RedisClient.create(uri.build()), SETTINGS, RevocationRecovery.GRACE);
	}

	static SessionNode of(RedisClusterSetup setup) {
		List<RedisURI> uris = setup.nodes().stream().map((node) -> RedisURI.create(node.url())).toList();
		return alone(() -> RedisClusterClient.create(uris), SETTINGS, Duration.ZERO);
	}

	private static SessionNode alone(Supplier<AbstractRedisClient> clients, WebSessionSettings settings,
			Duration grace) {
		AbstractRedisClient client = clients.get();
		RegionStore store = new RegionStore(
				new SingleRegionStore("here", () -> client, "app", "",
						new ConnectionSettings(Duration.ofSeconds(10), Duration.ofSeconds(10))),
				new RegionFailover(Map.of(), false));
		store.start();
		SessionNode node = new SessionNode(store, settings, grace);
		node.closing.add(store::close);
		node.closing.add(client::shutdown);
		return node;
	}

	static SessionNode among(String region, List<String> regions, UnaryOperator<String> urls) {
		ReplicaNode replica = new ReplicaNode(region, Topology.mesh(regions), urls, false);
		SessionNode node = new SessionNode(replica.store(), SETTINGS, Duration.ZERO);
		node.closing.add(replica::close);
		return node;
	}

	SessionNode awaitComplete() {
		Awaitility.await()
			.until(() -> this.store.isAvailable() && this.sessions.find("none").join().isEmpty()
					&& !this.sessions.isRecovering());
		return this;
	}

	RegionStore store() {
		return this.store;
	}

	WebSessions sessions() {
		return this.sessions;
	}

	RegionSessionRepository repository() {
		return this.repository;
	}

	/**
	 * Log somebody in.
	 * @return the id of the session
	 */
	String login(@Nullable String user) {
		// On a busy machine, a server may not answer in time
		return Awaitility.await().until(() -> loginOnce(user), this::accepts);
	}

	private String loginOnce(@Nullable String user) {
		RegionSession session = this.repository.createSession();
		session.setAttribute("greeting", "hello");
		if (user != null) {
			session.setAttribute(FindByIndexNameSessionRepository.PRINCIPAL_NAME_INDEX_NAME, user);
		}
		this.repository.save(session);
		return session.getId();
	}

	/**
	 * A request that sets one attribute.
	 */
	void change(String id, String attribute, Object value) {
		RegionSession session = Objects.requireNonNull(this.repository.findById(id), "no session");
		session.setAttribute(attribute, value);
		this.repository.save(session);
	}

	@Nullable Object attribute(String id, String name) {
		RegionSession session = this.repository.findById(id);
		return (session != null) ? session.getAttribute(name) : null;
	}

	boolean accepts(String id) {
		return this.repository.findById(id) != null;
	}

	@Override
	public void close() {
		this.closing.forEach(Runnable::run);
	}

	record Cart(List<String> items, int total) {

	}

}
