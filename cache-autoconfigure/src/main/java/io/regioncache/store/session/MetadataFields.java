package io.regioncache.store.session;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.XTrimArgs;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import org.jspecify.annotations.Nullable;

/**
 * Single fields of a region's metadata, and the length of its log, over one session.
 */
public final class MetadataFields {

	private final RedisClusterAsyncCommands<byte[], byte[]> commands;

	private final MetadataKeys keys;

	MetadataFields(RedisClusterAsyncCommands<byte[], byte[]> commands, MetadataKeys keys) {
		this.commands = commands;
		this.keys = keys;
	}

	/**
	 * Read a field.
	 * @return its value, {@code null} if there is none
	 */
	public CompletableFuture<@Nullable String> read(String field) {
		return this.commands.hget(this.keys.hash(), RedisKeys.bytes(field))
			.toCompletableFuture()
			.thenApply((value) -> (value != null) ? RedisKeys.text(value) : null);
	}

	/**
	 * Write a field.
	 */
	public CompletableFuture<?> write(String field, byte[] value) {
		return this.commands.hset(this.keys.hash(), RedisKeys.bytes(field), value).toCompletableFuture();
	}

	/**
	 * Write a field.
	 */
	public CompletableFuture<?> write(String field, String text) {
		return write(field, RedisKeys.bytes(text));
	}

	/**
	 * Have whatever is marked from now on be given a stamp.
	 */
	public CompletableFuture<Long> giveStamps() {
		return this.commands.hincrby(this.keys.hash(), RedisKeys.bytes("stamp"), 0).toCompletableFuture();
	}

	/**
	 * Return the time of day of the server, in milliseconds.
	 */
	public CompletableFuture<Long> time() {
		return this.commands.time()
			.toCompletableFuture()
			.thenApply((parts) -> number(parts.get(0)) * 1000 + number(parts.get(1)) / 1000);
	}

	private static long number(byte[] text) {
		return Long.parseLong(RedisKeys.text(text));
	}

	/**
	 * Delete a field.
	 */
	public CompletableFuture<?> delete(String field) {
		return this.commands.hdel(this.keys.hash(), RedisKeys.bytes(field)).toCompletableFuture();
	}

	/**
	 * Read some of the fields.
	 * @param page which of them, {@code "0"} for the first
	 * @param most about how many
	 */
	public CompletableFuture<Page> scan(String page, int most) {
		return this.commands.hscan(this.keys.hash(), ScanCursor.of(page), ScanArgs.Builder.limit(most))
			.toCompletableFuture()
			.thenApply((scanned) -> new Page(scanned.isFinished() ? "0" : scanned.getCursor(), scanned.getMap()));
	}

	/**
	 * Drop about all records of the log before one of them.
	 * @param sequence the own sequence of the first that is kept
	 */
	public CompletableFuture<Long> trimLog(long sequence) {
		return this.commands.xtrim(this.keys.log(), XTrimArgs.Builder.minId(sequence + "-0").approximateTrimming())
			.toCompletableFuture();
	}

	/**
	 * Some of the fields.
	 *
	 * @param next the next page; {@code "0"} if this was the last
	 * @param fields names and values
	 */
	public record Page(String next, Map<byte[], byte[]> fields) {

	}

}
