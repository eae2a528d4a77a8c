package io.regioncache.benchmarks;

import java.util.concurrent.locks.LockSupport;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;

/**
 * Fills a cache with many entries: a library stores the one of product 0, and the server
 * copies it to the keys, or to the fields of a map, of other products.
 */
public final class EntryCopies {

	/** Few enough for the server to go on answering in between. */
	private static final int AT_ONCE = 2_000;

	private static final long PATIENCE_NANOS = 30_000_000_000L;

	private static final String COPY = """
			local field = ARGV[3]
			local value = (field ~= '') and redis.call('HGET', KEYS[1], field) or redis.call('GET', KEYS[1])
			for id = tonumber(ARGV[1]), tonumber(ARGV[2]) do
				if field ~= '' then
					redis.call('HSET', KEYS[1], string.sub(field, 1, -2) .. id, value)
				else
					redis.call('SET', string.sub(KEYS[1], 1, -2) .. id, value, 'EX', 3600)
				end
			end
			return redis.status_reply('OK')
			""";

	private final RedisCommands<String, String> commands;

	private final String key;

	/** The field of the entry in a map; empty if the entry is a key of its own. */
	private final String field;

	private EntryCopies(RedisCommands<String, String> commands, String key) {
		this.commands = commands;
		this.key = key;
		this.field = commands.type(key).equals("hash") ? commands.hkeys(key).get(0) : "";
	}

	/**
	 * Ask for a product until it is stored: on a busy machine the first connection may
	 * fail.
	 * @param server an empty server
	 * @param pattern what the key of the entry looks like
	 * @param ask asks for product 0
	 * @return what copies its entry
	 */
	public static EntryCopies ofStored(BenchmarkServer server, String pattern, Runnable ask) {
		RedisCommands<String, String> commands = server.connection().sync();
		long start = System.nanoTime();
		while (System.nanoTime() - start < PATIENCE_NANOS) {
			ask.run();
			@Nullable String key = commands.keys(pattern).stream().findFirst().orElse(null);
			if (key != null) {
				return new EntryCopies(commands, key);
			}
			LockSupport.parkNanos(10_000_000);
		}
		throw new IllegalStateException("No entry was stored within 30 seconds");
	}

	/**
	 * Copy the entry.
	 * @param from the number of the first product that gets one
	 * @param to the number after the last
	 */
	public void fill(int from, int to) {
		for (int first = Math.max(from, 1); first < to; first += AT_ONCE) {
			int last = Math.min(first + AT_ONCE, to) - 1;
			this.commands.eval(COPY, ScriptOutputType.STATUS, new String[] { this.key }, String.valueOf(first),
					String.valueOf(last), this.field);
		}
	}

}
