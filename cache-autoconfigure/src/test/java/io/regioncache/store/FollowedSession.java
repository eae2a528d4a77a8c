package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.protocol.ProtocolVersion;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.EntryLookups;
import io.regioncache.store.lookup.Follower;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.StoreTasks;

/**
 * A session that follows the markers of its region, and that nobody but its test looks
 * through.
 */
public final class FollowedSession implements AutoCloseable {

	public static final MetadataKeys KEYS = MetadataKeys.of("followed");

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private final RedisClient client;

	private final RedisLink link;

	private final EntryLookups lookups;

	private final Session session;

	public FollowedSession(String url, ProtocolVersion protocol, MonotonicClock clock) {
		this.client = RedisClient.create(url);
		this.client.setOptions(ClientOptions.builder().protocolVersion(protocol).build());
		this.link = new RedisLink("here", () -> this.client, KEYS, new ConnectionSettings(PATIENCE, PATIENCE),
				new StoreTasks((session) -> {
				}));
		this.lookups = new EntryLookups(this.link, KEYS);
		this.session = new RedisConnector(() -> this.client, KEYS, clock).open();
		await(this.session.attach());
		await(this.lookups.followers().follow(this.session));
	}

	public static EntryKey key(int number) {
		String text = "k" + number;
		return new EntryKey(text, RedisKeys.bytes("followed:e:" + text), "followed:lock:" + text,
				new Scope[] { Scope.ALL, Scope.cache("numbers"), Scope.key("numbers", text) });
	}

	public Session session() {
		return this.session;
	}

	public long foundBy(int commands) {
		return (commands == 1) ? this.lookups.foundAlone() : this.lookups.foundWithMarkers();
	}

	public boolean lacksPushes() {
		return this.lookups.followers().lacksPushes();
	}

	public boolean isLevel() {
		return follower().isLevel();
	}

	public Follower follower() {
		return Objects.requireNonNull(this.lookups.followers().of(this.session));
	}

	/**
	 * Store an entry.
	 * @return its lease
	 */
	public Lease store(int key, Lease lease, Scope... tags) {
		byte[] entry = new Envelope(lease, Long.MAX_VALUE, new EntrySource(1, 0),
				new EntryPayload(0, (byte) 0, RedisKeys.bytes("value")), List.of(tags))
			.encode();
		await(this.session.set(key(key).redisKey(), entry, PATIENCE.toMillis()));
		return lease;
	}

	public Lookup lookup(int key, Scope... tags) {
		return await(send(key, tags));
	}

	/**
	 * Look an entry up, and judge it.
	 * @param expected the tags that it is thought to have
	 */
	public Freshness judge(int key, Scope... expected) {
		Lookup lookup = lookup(key, expected);
		Envelope entry = Objects.requireNonNull(lookup.entry());
		return Objects.requireNonNull(lookup.markers()).judge(entry.lease(), entry.tags());
	}

	public CompletableFuture<Lookup> send(int key, Scope... tags) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.lookups.send(this.session, key(key), List.of(tags), lookup);
		return lookup;
	}

	public static <T> T await(CompletableFuture<T> answer) {
		return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
	}

	@Override
	public void close() {
		this.link.close();
		this.session.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

}
