package io.regioncache.benchmarks.contender;

import java.nio.charset.StandardCharsets;
import java.util.function.LongFunction;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.benchmarks.Product;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/**
 * The floor: a plain {@code GET} and the decoding of its bytes, with no library between.
 */
final class LettuceContender implements Contender {

	private final RedisClient client;

	private final RedisCommands<byte[], byte[]> commands;

	private final JsonMapper mapper = new JsonMapper();

	private final ObjectReader reader = this.mapper.readerFor(Product.class);

	private final LongFunction<Product> origin;

	LettuceContender(int port, LongFunction<Product> origin) {
		this.client = RedisClient.create(RedisURI.create("127.0.0.1", port));
		StatefulRedisConnection<byte[], byte[]> connection = this.client.connect(ByteArrayCodec.INSTANCE);
		this.commands = connection.sync();
		this.origin = origin;
	}

	@Override
	public Product find(long id) {
		byte[] key = ("lettuce:products:" + id).getBytes(StandardCharsets.UTF_8);
		byte[] json = this.commands.get(key);
		if (json != null) {
			return this.reader.readValue(json);
		}
		Product product = this.origin.apply(id);
		this.commands.setex(key, Settings.TTL.toSeconds(), this.mapper.writeValueAsBytes(product));
		return product;
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
