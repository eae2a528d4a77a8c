package io.regioncache.benchmarks.replication;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;

/**
 * Notes when each tag is marked in a region: a server publishes the record of a marker in
 * the script that writes it, whether the invalidation is its own or another region's.
 */
final class RegionWatcher implements AutoCloseable {

	/**
	 * Where the scope begins in a record: after version, kind, flags and six numbers.
	 */
	private static final int SCOPE = 3 + 6 * Long.BYTES;

	private static final ClientResources RESOURCES = ClientResources.create();

	private static final String METADATA = "{" + RegionNode.PREFIX + "}:m";

	private final Map<String, Long> seen = new ConcurrentHashMap<>();

	private final RedisClient client;

	private final RedisCommands<String, String> commands;

	private long everything;

	RegionWatcher(int port) {
		this.client = RedisClient.create(RESOURCES, RedisURI.create("127.0.0.1", port));
		StatefulRedisPubSubConnection<byte[], byte[]> connection = this.client.connectPubSub(ByteArrayCodec.INSTANCE);
		connection.addListener(new RedisPubSubAdapter<>() {

			@Override
			public void smessage(byte[] channel, byte[] message) {
				note(ByteBuffer.wrap(message), System.nanoTime());
			}

		});
		connection.sync().ssubscribe(("{" + RegionNode.PREFIX + "}:log").getBytes(StandardCharsets.US_ASCII));
		this.commands = this.client.connect().sync();
	}

	/**
	 * Forget what was marked before.
	 */
	void begin() {
		this.everything = everything();
	}

	private long everything() {
		String marker = this.commands.hget(METADATA, "*");
		return (marker != null) ? Long.parseLong(marker) : 0;
	}

	/**
	 * Whether a tag is marked, or everything is: a state transfer publishes no tags.
	 */
	boolean isMarked(String tag) {
		return this.seen.containsKey(tag) || this.commands.hexists(METADATA, "t:" + tag)
				|| everything() > this.everything;
	}

	private void note(ByteBuffer message, long now) {
		while (message.hasRemaining()) {
			byte[] record = new byte[message.getInt()];
			message.get(record);
			String field = new String(record, SCOPE, record.length - SCOPE, StandardCharsets.UTF_8);
			this.seen.putIfAbsent(field.startsWith("t:") ? field.substring(2) : field, now);
		}
	}

	/**
	 * Return when each tag was marked first, by the nanosecond clock of this JVM.
	 */
	Map<String, Long> seen() {
		return this.seen;
	}

	long count(Predicate<String> tags) {
		return this.seen.keySet().stream().filter(tags).count();
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
