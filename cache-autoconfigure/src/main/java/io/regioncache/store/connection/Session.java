package io.regioncache.store.connection;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.lettuce.core.SetArgs;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.ThreadExecutorMap;
import io.regioncache.store.connection.RedisConnector.Connections;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * The time from one attached connection to its end.
 * <p>
 * A session trusts its server only while it sees the region's heartbeat move: one that
 * has not for {@link #MAX_SILENCE}, by this process's own monotonic clock, may be talking
 * to a primary that nobody else talks to any more. Trust that has lapsed never comes
 * back, even if the same server answers again: it may have been paused while another was
 * promoted. Only a new session, for which the primary was looked up anew, is trusted
 * again.
 */
public final class Session {

	/**
	 * For how long the heartbeat may stand still. A replica must not be promoted sooner
	 * than this after its primary has fallen silent.
	 */
	public static final Duration MAX_SILENCE = Duration.ofSeconds(2);

	private static final SecureRandom RANDOM = new SecureRandom();

	private static final byte[] FORMAT = RedisKeys.bytes("1");

	private final Connections connections;

	private final RedisClusterAsyncCommands<byte[], byte[]> entries;

	private final MetadataKeys keys;

	/**
	 * Where the connection's writes happen: two commands dispatched from another thread
	 * are three tasks for it, and its wake-ups are most of what a lookup costs.
	 */
	private volatile @Nullable EventExecutor loop;

	private @Nullable CompletableFuture<Void> closing;

	private volatile long heartbeat = -1;

	private volatile long heartbeatMovedAt;

	private volatile RegionClock progress = RegionClock.NONE;

	private volatile RegionClock attached = RegionClock.NONE;

	private volatile boolean holds;

	private volatile boolean unconfirmed;

	private volatile long confirmedAt;

	private volatile Runnable onChange = () -> {
	};

	private final LongSupplier clock;

	public Session(Connections connections, MetadataKeys keys) {
		this(connections, keys, System::nanoTime);
	}

	/**
	 * Create a session.
	 * @param clock tells nanoseconds, of a clock that is never set
	 */
	public Session(Connections connections, MetadataKeys keys, LongSupplier clock) {
		this.connections = connections;
		this.keys = keys;
		this.clock = clock;
		this.heartbeatMovedAt = clock.getAsLong() - MAX_SILENCE.toNanos();
		this.confirmedAt = clock.getAsLong();
		this.entries = (connections.entries() instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)
				? cluster.async() : ((StatefulRedisConnection<byte[], byte[]>) connections.entries()).async();
	}

	/**
	 * Whether answers of this session count.
	 */
	public boolean isTrusted() {
		return this.connections.isOpen() && !this.unconfirmed && !hasLapsed();
	}

	/**
	 * Whether the heartbeat has stood still for too long. Never changes back.
	 */
	boolean hasLapsed() {
		return trustedFor() <= 0;
	}

	/**
	 * Return how long it is until this has lapsed if the heartbeat stands still, in
	 * nanoseconds.
	 */
	long trustedFor() {
		return MAX_SILENCE.toNanos() - silentFor();
	}

	/**
	 * Note that the region's address leads to this server.
	 * @param asked when the address was looked up, in nanoseconds
	 */
	public void confirmed(long asked) {
		this.confirmedAt = asked;
		this.unconfirmed = false;
	}

	/**
	 * Trust no answer until the region's address was seen to lead to this server.
	 */
	public void distrust() {
		this.unconfirmed = true;
	}

	public boolean isUnconfirmed() {
		return this.unconfirmed;
	}

	/**
	 * How long ago the region's address was last seen to lead to this server, in
	 * nanoseconds.
	 */
	public long unconfirmedFor() {
		return this.clock.getAsLong() - this.confirmedAt;
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
		return this.connections.entries() == this.connections.metadata();
	}

	/**
	 * Return the node that holds an entry or a lock.
	 * @param key the key in Redis
	 * @return the name of the node, empty where none serves the key; {@code null} if
	 * everything lies on the server of the metadata
	 */
	public @Nullable String nodeOf(byte[] key) {
		if (!(this.connections.entries() instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return null;
		}
		RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
		return (node != null) ? node.getNodeId() : "";
	}

	/**
	 * How long ago the heartbeat was last seen moving, in nanoseconds.
	 */
	long silentFor() {
		return this.clock.getAsLong() - this.heartbeatMovedAt;
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
	CompletableFuture<Lease> end(long epoch) {
		return attach(RedisKeys.bytes(HexFormat.of().toHexDigits(epoch)));
	}

	private CompletableFuture<Lease> attach(byte[] ended) {
		long sent = now();
		byte[] epoch = RedisKeys.bytes(HexFormat.of().toHexDigits(RANDOM.nextLong()));
		return run(Script.ATTACH, epoch, FORMAT, ended).thenApply((answer) -> {
			RegionClock attached = new RegionClock(HexFormat.fromHexDigitsToLong(text(answer.get(0))),
					number(answer.get(1)), number(answer.get(2)));
			this.attached = attached;
			this.holds = Long.valueOf(1).equals(answer.get(3));
			observe(attached, sent);
			return new Lease(attached.epoch(), attached.clock());
		});
	}

	/**
	 * Send a lookup: in one write where both parts go to one server.
	 * @param arming gives, on the event loop, the command that has the reading of the
	 * metadata tracked; {@code null} if it is not to be
	 */
	public void lookup(LookupCommands commands, Supplier<@Nullable CachingCommand> arming) {
		if (isOneConnection()) {
			EventExecutor loop = this.loop;
			if (loop != null && !loop.inEventLoop()) {
				loop.execute(() -> dispatch(commands, arming));
			}
			else {
				dispatch(commands, arming);
			}
		}
		else {
			this.connections.entries().dispatch(commands.get());
			this.connections.metadata().dispatch(commands.metadata());
		}
	}

	private void dispatch(LookupCommands commands, Supplier<@Nullable CachingCommand> arming) {
		try {
			EventExecutor loop = this.loop;
			boolean onLoop = loop != null && loop.inEventLoop();
			this.connections.metadata().dispatch(commands.all(onLoop ? arming.get() : null));
		}
		catch (RuntimeException ex) {
			commands.fail(ex);
		}
	}

	/**
	 * Send a lookup of which the markers are known.
	 */
	public void lookup(EntryCommand command) {
		this.connections.metadata().dispatch(command);
	}

	/**
	 * Have the server push changes of what is tracked from now on.
	 * @param changed called for each of them, on the event loop
	 * @return completes when the server does; exceptionally if it will not
	 */
	public CompletableFuture<Void> pushChanges(Runnable changed) {
		return ChangePushes.begin(this.connections.metadata(), changed);
	}

	/**
	 * Do this whenever this process itself has changed the metadata.
	 */
	public void onChange(Runnable action) {
		this.onChange = action;
	}

	/**
	 * The time to give to {@link #observe} later, in nanoseconds.
	 */
	public long now() {
		return this.clock.getAsLong();
	}

	/**
	 * How far the region had come when it was last attached to.
	 */
	RegionClock attached() {
		return this.attached;
	}

	/**
	 * How far the region had come when it was last looked at.
	 */
	public RegionClock progress() {
		return this.progress;
	}

	/**
	 * Note how far the region has come.
	 */
	public void observe(RegionClock progress, long sent) {
		observe(progress.heartbeat(), sent);
		if (!progress.equals(this.progress)) {
			this.progress = progress;
		}
	}

	/**
	 * Note the clock that a script has written.
	 */
	public void advanced(Lease lease) {
		this.onChange.run();
		RegionClock known = this.progress;
		if (known.epoch() == lease.epoch() && known.clock() < lease.number()) {
			this.progress = new RegionClock(lease.epoch(), lease.number(), known.heartbeat());
		}
	}

	/**
	 * Note that this is the event loop of the one connection, which none but a command
	 * knows that was answered over it: a future may complete wherever it is waited for.
	 */
	public void answeredOnLoop() {
		if (this.loop == null) {
			this.loop = ThreadExecutorMap.currentExecutor();
		}
	}

	/**
	 * Note the heartbeat of an answer.
	 * @param sent when its question was sent: the age of what it shows counts from there
	 */
	public void observe(long heartbeat, long sent) {
		long known = this.heartbeat;
		if (heartbeat != known) {
			this.heartbeat = heartbeat;
			if (known < 0 || !hasLapsed()) {
				this.heartbeatMovedAt = sent;
			}
		}
	}

	/**
	 * Whether anything was held when the heartbeat was last advanced.
	 */
	boolean hasSeenHolds() {
		return this.holds;
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
	 * Hear what is published on a channel.
	 */
	public void subscribe(byte[] channel, Consumer<byte[]> listener) {
		this.connections.wakeups().addListener(new RedisPubSubAdapter<byte[], byte[]>() {

			@Override
			public void message(byte[] from, byte[] message) {
				listener.accept(message);
			}

		});
		this.connections.wakeups().async().subscribe(channel);
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
	 * Have whatever is marked from now on be given a stamp.
	 */
	public CompletableFuture<Long> giveStamps() {
		return metadata().hincrby(this.keys.hash(), RedisKeys.bytes("stamp"), 0).toCompletableFuture();
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
	 * Write a field of the metadata.
	 */
	public CompletableFuture<?> write(String field, String text) {
		return metadata().hset(this.keys.hash(), RedisKeys.bytes(field), RedisKeys.bytes(text)).toCompletableFuture();
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
		return new String((byte[]) answer, StandardCharsets.US_ASCII);
	}

	private static long number(Object answer) {
		return Long.parseLong(text(answer));
	}

	/**
	 * Close its connections, once: Lettuce warns of each further time.
	 * @return completes when they are closed
	 */
	public synchronized CompletableFuture<Void> close() {
		CompletableFuture<Void> closing = this.closing;
		if (closing == null) {
			closing = this.connections.close();
			this.closing = closing;
		}
		return closing;
	}

}
