package io.regioncache.store.session;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.command.BulkLookupCommands;
import io.regioncache.store.command.EntryCommand;
import io.regioncache.store.command.LookupCommands;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * The time from one attached connection to its end, and the commands that are sent in it.
 * Whether its answers count is a matter of {@link SessionTrust}.
 */
public final class Session {

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final byte[] FORMAT = RedisKeys.bytes("1");

	private final Connections connections;

	private final RedisClusterAsyncCommands<byte[], byte[]> entries;

	private final MetadataKeys keys;

	private final MonotonicClock clock;

	private final SessionTrust trust;

	private final LookupDispatch lookups;

	private final SessionEvents events;

	private final Supplier<EpochBeginning> beginning;

	private final ObservedProgress progress = new ObservedProgress();

	private volatile String writer = "";

	private final AtomicReference<@Nullable CompletableFuture<Void>> closing = new AtomicReference<>();

	/**
	 * Create a session.
	 * @param clock tells how long its server is silent
	 * @param beginning what a server is told that has no epoch
	 */
	Session(Connections connections, MetadataKeys keys, MonotonicClock clock, Supplier<EpochBeginning> beginning) {
		this.beginning = beginning;
		this.connections = connections;
		this.keys = keys;
		this.clock = clock;
		this.trust = new SessionTrust(clock);
		this.lookups = new LookupDispatch(connections);
		this.events = new SessionEvents(connections);
		this.entries = connections.entryCommands();
	}

	/**
	 * Whether answers of this session count.
	 */
	public boolean isTrusted() {
		return this.connections.isOpen() && this.trust.isGiven();
	}

	/**
	 * Whether answers of this session count at a moment of its clock.
	 */
	public boolean isTrustedAt(long now) {
		return this.connections.isOpen() && this.trust.isGivenAt(now);
	}

	/**
	 * Return what makes its answers count.
	 */
	public SessionTrust trust() {
		return this.trust;
	}

	public boolean isOpen() {
		return this.connections.isOpen();
	}

	/**
	 * Whether each of its connections is open.
	 */
	public boolean isWhole() {
		return this.connections.isWhole();
	}

	/**
	 * Whether all commands go over one connection, and are executed in order.
	 */
	public boolean isOneConnection() {
		return this.connections.isOne();
	}

	/**
	 * Return the node that holds an entry or a lock.
	 * @param key the key in Redis
	 * @return the name of the node, empty where none serves the key; {@code null} if
	 * everything lies on the server of the metadata
	 */
	public @Nullable String nodeOf(byte[] key) {
		return this.connections.nodeOf(key);
	}

	/**
	 * Compare the server's reign with that of the epoch, and advance the heartbeat.
	 */
	public CompletableFuture<Lease> attach() {
		return attach(new byte[0]);
	}

	/**
	 * Attach, and begin a new epoch if the server is still in this one.
	 */
	public CompletableFuture<Lease> end(long epoch) {
		return attach(RedisKeys.bytes(HexFormat.of().toHexDigits(epoch)));
	}

	private CompletableFuture<Lease> attach(byte[] ended) {
		EpochBeginning begins = this.beginning.get();
		long sent = now();
		byte[] epoch = RedisKeys.bytes(HexFormat.of().toHexDigits(RANDOM.nextLong()));
		return run(Script.ATTACH, epoch, FORMAT, ended, RedisKeys.bytes(begins.guard()),
				RedisKeys.bytes(begins.former()))
			.thenApply((answer) -> {
				RegionClock attached = new RegionClock(HexFormat.fromHexDigitsToLong(text(answer.get(0))),
						number(answer.get(1)), number(answer.get(2)));
				this.trust.observe(attached.heartbeat(), sent);
				this.progress.attached(attached, Long.valueOf(1).equals(answer.get(3)),
						Long.valueOf(1).equals(answer.get(4)));
				this.progress.lineage(Lineage.of(attached.epoch(), text(answer.get(5))));
				return new Lease(attached.epoch(), attached.clock());
			});
	}

	/**
	 * Note the id under which this process is registered as a writer.
	 */
	public void writer(String id) {
		this.writer = id;
	}

	/**
	 * Return the id under which this process is registered as a writer; empty if it is
	 * not.
	 */
	public String writer() {
		return this.writer;
	}

	/**
	 * Send a lookup: in one write where both parts go to one server.
	 */
	public void lookup(LookupCommands commands) {
		this.lookups.send(commands);
	}

	/**
	 * Send the reading of an entry alone.
	 */
	public void lookup(EntryCommand command) {
		this.lookups.send(command);
	}

	/**
	 * Send a lookup of many entries: in one write to each server that is asked.
	 */
	public void lookup(BulkLookupCommands commands) {
		this.lookups.send(commands);
	}

	/**
	 * Send the reading of markers alone.
	 */
	public void readMarkers(LookupCommands commands) {
		this.connections.metadata().dispatch(commands.metadata());
	}

	/**
	 * Note that this is the event loop of the one connection.
	 */
	public void answeredOnLoop() {
		this.lookups.answeredOnLoop();
	}

	/**
	 * Return what has the server push the changes of markers over this session.
	 */
	public MarkerSubscription subscription(MarkerListener listener) {
		return new MarkerSubscription(this.connections, this.keys, listener);
	}

	/**
	 * The time to give to {@link #observe} later, in nanoseconds.
	 */
	public long now() {
		return this.clock.nanos();
	}

	/**
	 * How far the region had come when it was last looked at.
	 */
	public RegionClock progress() {
		return this.progress.latest();
	}

	/**
	 * Return how far the region has come, as answers have shown.
	 */
	public ObservedProgress observed() {
		return this.progress;
	}

	/**
	 * Note how far the region has come.
	 * @param sent when the question was sent that the answer belongs to
	 */
	public void observe(RegionClock progress, long sent) {
		this.trust.observe(progress.heartbeat(), sent);
		this.progress.observe(progress);
	}

	/**
	 * Note the clock that a script has written.
	 */
	public void advanced(Lease lease) {
		this.progress.advanced(lease);
	}

	/**
	 * Store an entry.
	 */
	public CompletableFuture<Void> set(byte[] key, byte[] value, long ttlMillis) {
		return this.entries.set(key, value, SetArgs.Builder.px(ttlMillis)).toCompletableFuture().thenAccept((ok) -> {
		});
	}

	/**
	 * Delete entries, which lie on one server.
	 * @return how many there were
	 */
	public CompletableFuture<Long> unlink(byte[]... keys) {
		return this.entries.unlink(keys).toCompletableFuture();
	}

	/**
	 * Return what its servers tell unasked.
	 */
	public SessionEvents events() {
		return this.events;
	}

	public RedisClusterAsyncCommands<byte[], byte[]> metadata() {
		return this.connections.metadata().async();
	}

	public RedisClusterAsyncCommands<byte[], byte[]> entries() {
		return this.entries;
	}

	public Connections connections() {
		return this.connections;
	}

	/**
	 * Return single fields of the metadata.
	 */
	public MetadataFields fields() {
		return new MetadataFields(metadata(), this.keys);
	}

	/**
	 * Read fields of the metadata.
	 * @return the values in the same order, {@code null} where there is none
	 */
	public CompletableFuture<List<@Nullable String>> read(List<String> fields) {
		byte[][] names = fields.stream().map(RedisKeys::bytes).toArray(byte[][]::new);
		return metadata().hmget(this.keys.hash(), names).toCompletableFuture().thenApply((values) -> {
			List<@Nullable String> all = new ArrayList<>();
			values.forEach((value) -> all.add(value.hasValue() ? text(value.getValue()) : null));
			return all;
		});
	}

	/**
	 * Run one of the scripts that write metadata and log.
	 */
	public CompletableFuture<List<Object>> run(Script script, byte[]... arguments) {
		return script.run(metadata(), this.keys.both(), arguments);
	}

	/**
	 * Run one of the scripts on keys that lie on the server of the metadata.
	 */
	public <T> CompletableFuture<T> run(Script script, byte[][] keys, byte[]... arguments) {
		return script.run(metadata(), keys, arguments);
	}

	/**
	 * Run one of the scripts where an entry or a lock lies.
	 */
	public <T> CompletableFuture<T> runAt(byte[] key, Script script, byte[]... arguments) {
		return script.run(this.entries, key, arguments);
	}

	private static String text(Object answer) {
		return RedisKeys.text((byte[]) answer);
	}

	private static long number(Object answer) {
		return Long.parseLong(text(answer));
	}

	/**
	 * Close its connections, once: Lettuce warns of each further time.
	 * @return completes when they are closed
	 */
	public synchronized CompletableFuture<Void> close() {
		CompletableFuture<Void> closing = this.closing.get();
		if (closing == null) {
			closing = this.connections.close();
			this.closing.set(closing);
		}
		return closing;
	}

}
