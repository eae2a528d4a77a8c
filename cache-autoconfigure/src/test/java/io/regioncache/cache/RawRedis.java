package io.regioncache.cache;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.cache.key.KeyEncoder;
import io.regioncache.testkit.RedisServer;

/**
 * The bytes that a test finds in Redis, or puts there behind the cache's back.
 */
public final class RawRedis implements AutoCloseable {

	private final RedisClient client;

	private final StatefulRedisConnection<byte[], byte[]> connection;

	public RawRedis(RedisServer server) {
		this.client = RedisClient.create(CacheNode.RESOURCES, "redis://" + server.address());
		this.connection = this.client.connect(ByteArrayCodec.INSTANCE);
	}

	public static String entry(String cache, Object key) {
		return "app:e:1:" + cache + ":" + KeyEncoder.encode(key);
	}

	public static String lock(String cache, Object key) {
		return "app:lock:" + cache + ":" + KeyEncoder.encode(key);
	}

	public byte[] get(String key) {
		return Objects.requireNonNull(commands().get(bytes(key)), key);
	}

	public void set(String key, byte[] value) {
		commands().set(bytes(key), value);
	}

	public long timeToLive(String key) {
		return commands().pttl(bytes(key));
	}

	public boolean exists(String key) {
		return commands().exists(bytes(key)) == 1;
	}

	/**
	 * Returns everything that Redis holds, keys and values, one byte a character.
	 * @return the text
	 */
	String everything() {
		StringBuilder all = new StringBuilder();
		for (byte[] key : commands().keys("*")) {
			all.append(text(key)).append('\n');
			switch (commands().type(key)) {
				case "hash" ->
					commands().hgetall(key).forEach((field, value) -> all.append(text(field)).append(text(value)));
				case "stream" -> commands().xrange(key, Range.unbounded())
					.forEach((entry) -> entry.getBody()
						.forEach((field, value) -> all.append(text(field)).append(text(value))));
				default -> all.append(text(commands().get(key)));
			}
		}
		return all.toString();
	}

	public RedisCommands<byte[], byte[]> commands() {
		return this.connection.sync();
	}

	public static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	static byte[] without(byte[] bytes, int last) {
		return Arrays.copyOf(bytes, bytes.length - last);
	}

	private static String text(byte[] bytes) {
		return new String(bytes, StandardCharsets.ISO_8859_1);
	}

	@Override
	public void close() {
		this.connection.close();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
	}

}
