package io.regioncache.replication;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.store.RedisSourceLog;
import io.regioncache.store.RegionStore;
import io.regioncache.store.Scope;
import org.awaitility.Awaitility;

/**
 * One process of one region, with its store and its replicator.
 */
public final class ReplicaNode implements AutoCloseable {

	private static final ClientResources RESOURCES = ClientResources.create();

	private static final Duration TIMEOUT = Duration.ofSeconds(1);

	private final String name;

	private final List<RedisClient> clients = new ArrayList<>();

	private final ExecutorService connecting = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "replica-node-connecting");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicLong applied = new AtomicLong();

	private final RegionStore store;

	private final Replicator replicator;

	/**
	 * Create and start a node.
	 * @param name the name of its region
	 * @param topology which region reads from which
	 * @param urls where it finds the Redis of each region
	 */
	public ReplicaNode(String name, Topology topology, UnaryOperator<String> urls) {
		this.name = name;
		RedisClient home = client(urls.apply(name));
		this.store = new RegionStore(name, () -> home, "app", "", TIMEOUT, Duration.ofSeconds(5));
		this.replicator = new Replicator(name, topology, this.store.replica(), this.store.duties(), (source) -> {
			RedisClient client = client(urls.apply(source));
			return new RedisSourceLog(() -> client, "app", name, Duration.ofSeconds(2), Duration.ofSeconds(1),
					this.connecting);
		}, (source, records, sincePublished) -> this.applied.addAndGet(records));
		this.store.start();
		this.replicator.start();
	}

	private synchronized RedisClient client(String url) {
		RedisClient client = RedisClient.create(RESOURCES, RedisURI.create(url));
		client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.socketOptions(SocketOptions.builder().connectTimeout(Duration.ofSeconds(1)).build())
			.build());
		this.clients.add(client);
		return client;
	}

	public String name() {
		return this.name;
	}

	public RegionStore store() {
		return this.store;
	}

	public Replicator replicator() {
		return this.replicator;
	}

	/**
	 * Invalidate a tag here.
	 * @param tag the tag
	 * @return whether it was applied here
	 */
	public CompletableFuture<Boolean> invalidate(String tag) {
		return this.store.invalidate(List.of(Scope.tag(tag)), false);
	}

	/**
	 * Wait until this region is level with each of the sources.
	 * @param sources the names of the sources
	 * @return this node
	 */
	public ReplicaNode awaitLevel(String... sources) {
		Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30)).until(() -> {
			for (String source : sources) {
				SourceState state = this.replicator.sources().get(source);
				if (state == null || state.records() != 0) {
					return false;
				}
			}
			return true;
		});
		return this;
	}

	@Override
	public void close() {
		this.replicator.close();
		this.store.close();
		this.clients.forEach((client) -> client.shutdown(Duration.ZERO, Duration.ofSeconds(2)));
		this.connecting.shutdownNow();
	}

}
