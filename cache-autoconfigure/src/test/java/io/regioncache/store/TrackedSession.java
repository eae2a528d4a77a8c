package io.regioncache.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.protocol.ProtocolVersion;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.connection.RedisConnector;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.EntryLookups;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.lookup.Tracking;
import io.regioncache.store.write.StoreTasks;
import org.awaitility.Awaitility;

/**
 * A session that nobody but its test looks through, with a clock of the test's.
 */
public final class TrackedSession implements AutoCloseable {

	static final MetadataKeys KEYS = MetadataKeys.of("tracked");

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final RedisClient client;

	private final RedisLink link;

	private final EntryLookups lookups;

	private final Session session;

	public TrackedSession(String url, ProtocolVersion protocol, MonotonicClock clock) {
		this(url, protocol, clock, Tracking::new);
	}

	public TrackedSession(String url, ProtocolVersion protocol, MonotonicClock clock, Supplier<Tracking> tracking) {
		this.client = RedisClient.create(url);
		this.client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
		this.link = new RedisLink("here", () -> this.client, KEYS, new ConnectionSettings(PATIENCE, PATIENCE),
				new StoreTasks((session) -> {
				}));
		this.lookups = new EntryLookups(this.link, KEYS, tracking);
		this.session = new RedisConnector(() -> this.client, KEYS, clock).open();
		this.session.attach().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	public static EntryKey key(int number) {
		String text = "k" + number;
		return new EntryKey(text, RedisKeys.bytes("tracked:e:" + text), "tracked:lock:" + text,
				new Scope[] { Scope.ALL, Scope.cache("numbers"), Scope.key("numbers", text) });
	}

	public Session session() {
		return this.session;
	}

	public Lookup lookup(int key, Scope... tags) {
		return send(key, List.of(tags)).orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	private CompletableFuture<Lookup> send(int key, Collection<Scope> tags) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.lookups.send(this.session, key(key), tags, lookup);
		return lookup;
	}

	/**
	 * Look until the markers of a key are known.
	 * @param pass lets time pass
	 */
	public void awaitKnown(int key, Runnable pass) {
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
			pass.run();
			// Of this heartbeat the server tells, once it tracks
			this.session.attach().join();
			lookup(key);
			return knows(key);
		});
	}

	public boolean knows(int key) {
		return knows(key(key));
	}

	public boolean knows(EntryKey key) {
		return this.lookups.trackingOf(this.session).known(this.session.now()).of(key, List.of()) != null;
	}

	@Override
	public void close() {
		this.link.close();
		this.session.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

}
