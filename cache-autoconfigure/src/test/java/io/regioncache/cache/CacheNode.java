package io.regioncache.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.ClientResources;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import org.awaitility.Awaitility;

/**
 * One process of an application, as far as its cache is concerned.
 */
public final class CacheNode implements AutoCloseable {

	public static final ClientResources RESOURCES = ClientResources.create();

	private final RedisClient client;

	private final RegionStore store;

	private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
		Thread thread = new Thread(task, "cache-node-executor");
		thread.setDaemon(true);
		return thread;
	});

	private final AtomicLong clockOffset = new AtomicLong();

	private final RegionCacheManager manager;

	private CacheNode(Setup setup) {
		RedisURI uri = RedisURI.create(setup.url);
		// A connect that is given up has a timer until then, which keeps what waited for
		// it
		uri.setTimeout((setup.timeout.compareTo(setup.connectTimeout) > 0) ? setup.timeout : setup.connectTimeout);
		this.client = RedisClient.create(RESOURCES, uri);
		this.client.setOptions(ClientOptions.builder()
			.autoReconnect(false)
			.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
			.build());
		this.store = new RegionStore("test", () -> this.client, "app", "",
				new ConnectionSettings(setup.timeout, setup.connectTimeout));
		this.store.start();
		this.manager = RegionCacheManager.builder("test", this.store)
			.cacheDefaults(setup.settings)
			.codec(setup.codec)
			.executor(this.executor)
			.clock(() -> Instant.now().plusMillis(this.clockOffset.get()))
			.build();
	}

	public static CacheNode at(String url) {
		return at(url, CacheSettings.DEFAULTS);
	}

	public static CacheNode at(String url, CacheSettings settings) {
		return with(url, (setup) -> setup.settings = settings);
	}

	/**
	 * Creates a node that waits for Redis as long as a busy machine may take.
	 * @param url where its Redis is
	 * @return the node
	 */
	public static CacheNode patient(String url) {
		return with(url, (setup) -> setup.timeout = Duration.ofSeconds(30));
	}

	public static CacheNode with(String url, Consumer<Setup> customizer) {
		Setup setup = new Setup(url);
		customizer.accept(setup);
		return new CacheNode(setup);
	}

	public RegionCache cache(String name) {
		return this.manager.getCache(name);
	}

	public RegionCacheManager manager() {
		return this.manager;
	}

	public RegionStore store() {
		return this.store;
	}

	/**
	 * Moves this process's wall clock.
	 * @param duration how far
	 */
	public void advanceClock(Duration duration) {
		this.clockOffset.addAndGet(duration.toMillis());
	}

	public CacheNode awaitAvailable() {
		Awaitility.await().until(this.store::isAvailable);
		return this;
	}

	@Override
	public void close() {
		this.store.close();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
		this.executor.shutdownNow();
	}

	/**
	 * What can differ between nodes.
	 */
	public static final class Setup {

		final String url;

		public CacheSettings settings = CacheSettings.DEFAULTS;

		ValueCodec codec = new ValueCodec();

		public Duration timeout = Duration.ofSeconds(5);

		Duration connectTimeout = Duration.ofSeconds(5);

		private Setup(String url) {
			this.url = url;
		}

	}

}
