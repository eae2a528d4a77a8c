package io.regioncache.store.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.regioncache.store.command.WriteBatch;
import io.regioncache.store.entry.EntryHead;
import org.jspecify.annotations.Nullable;

/**
 * All keys of a region's servers, as a sweep sees them: by pages, with what each takes
 * and how long nobody has used it. Nothing here is sent for a read.
 */
public final class EntrySpace {

	private static final String FIRST = "0";

	private final Session session;

	/**
	 * Create a view.
	 * @param session the session over which to ask
	 */
	public EntrySpace(Session session) {
		this.session = session;
	}

	/**
	 * Return the servers that hold entries, without their replicas.
	 */
	public List<Shard> shards() {
		if (!(this.session.connections().entries() instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return List.of(new Shard(null, List.of()));
		}
		List<Shard> shards = new ArrayList<>();
		for (RedisClusterNode node : cluster.getPartitions()) {
			if (node.getRole().isUpstream() && !node.hasNoSlots()) {
				shards.add(new Shard(node.getNodeId(), List.copyOf(node.getSlots())));
			}
		}
		return shards;
	}

	/**
	 * Return how many keys a server has.
	 */
	public CompletableFuture<Long> size(Shard shard) {
		return on(shard).thenCompose((connection) -> connection.async().dbsize());
	}

	/**
	 * Return whether servers count how often a key is used, and not when it was last.
	 */
	public CompletableFuture<Boolean> countsUses() {
		return ServerStatus.ask(this.session)
			.thenApply((server) -> String.valueOf(server.text("maxmemory_policy")).endsWith("-lfu"));
	}

	/**
	 * Read keys of a server.
	 * @param shard the server
	 * @param cursor where to begin: {@code "0"}, where a page ended, or any number
	 * @param most about how many
	 */
	public CompletableFuture<Page> scan(Shard shard, String cursor, int most) {
		return scan(shard, cursor, ScanArgs.Builder.limit(most));
	}

	/**
	 * Read those keys of a server that match a pattern.
	 * @param shard the server
	 * @param cursor where to begin: {@code "0"}, where a page ended, or any number
	 * @param most about how many keys the server looks at, whether they match or not
	 * @param pattern the pattern, in Redis's own syntax
	 */
	public CompletableFuture<Page> scan(Shard shard, String cursor, int most, byte[] pattern) {
		return scan(shard, cursor, ScanArgs.Builder.limit(most).match(pattern));
	}

	private CompletableFuture<Page> scan(Shard shard, String cursor, ScanArgs what) {
		return on(shard).thenCompose((connection) -> connection.async().scan(ScanCursor.of(cursor), what))
			.thenApply((page) -> new Page(page.getKeys(), page.isFinished() ? FIRST : page.getCursor()));
	}

	private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> on(Shard shard) {
		String node = shard.node();
		return (node != null && this.session.connections()
			.entries() instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)
					? cluster.getConnectionAsync(node)
					: CompletableFuture.completedFuture(this.session.connections().metadata());
	}

	/**
	 * Return what keys take.
	 * @param keys the keys
	 * @return the bytes in the same order, 0 of a key that is gone
	 */
	public CompletableFuture<List<Long>> memory(List<byte[]> keys) {
		return all(keys, (key) -> this.session.entries().memoryUsage(key).toCompletableFuture(), 0L);
	}

	/**
	 * Return how much entries are wanted.
	 * @param keys the keys
	 * @param uses whether servers count how often a key is used
	 * @param most of how many to read until when they are fresh: of the first ones
	 * @return in the same order
	 */
	public CompletableFuture<List<Standing>> standing(List<byte[]> keys, boolean uses, int most) {
		CompletableFuture<List<Long>> idle = idle(keys, uses);
		CompletableFuture<List<byte[]>> heads = all(keys.subList(0, Math.min(most, keys.size())),
				(key) -> this.session.entries().getrange(key, 0, EntryHead.BEGINNING - 1).toCompletableFuture(),
				new byte[0]);
		return idle.thenCombine(heads, (times, beginnings) -> {
			List<Standing> standings = new ArrayList<>();
			for (int i = 0; i < keys.size(); i++) {
				long fresh = (i < beginnings.size()) ? EntryHead.softExpiry(beginnings.get(i)) : Standing.UNKNOWN;
				standings.add(new Standing(fresh, times.get(i)));
			}
			return standings;
		});
	}

	/**
	 * Return how little keys are used, without using them by it.
	 * @param keys the keys
	 * @param uses whether servers count how often a key is used
	 * @return in the same order, larger the less a key is used; comparable within one
	 * server
	 */
	public CompletableFuture<List<Long>> idle(List<byte[]> keys, boolean uses) {
		return all(keys,
				(key) -> uses
						? this.session.entries().objectFreq(key).toCompletableFuture().thenApply((count) -> -count)
						: this.session.entries().objectIdletime(key).toCompletableFuture(),
				0L);
	}

	/**
	 * Ask for all in one write to each server. A key that expires meanwhile, or whose
	 * slot moves, is told as a value of its own.
	 */
	private static <T> CompletableFuture<List<T>> all(List<byte[]> keys,
			Function<byte[], CompletableFuture<@Nullable T>> question, T gone) {
		List<CompletableFuture<T>> asked = new ArrayList<>();
		WriteBatch.gather(() -> keys
			.forEach((key) -> asked.add(question.apply(key).handle((value, ex) -> answer(value, ex, gone)))));
		return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
			.thenApply((done) -> asked.stream().map(CompletableFuture::join).toList());
	}

	private static <T> T answer(@Nullable T value, @Nullable Throwable ex, T gone) {
		Throwable root = (ex != null) ? Failures.rootOf(ex) : null;
		if (root != null && (Failures.isForbidden(root) || !(root instanceof RedisCommandExecutionException))) {
			throw new CompletionException(root);
		}
		return (value != null) ? value : gone;
	}

	/**
	 * Delete entries, wherever they lie.
	 * @return how many there were
	 */
	public CompletableFuture<Long> unlink(List<byte[]> keys) {
		return keys.isEmpty() ? CompletableFuture.completedFuture(0L)
				: this.session.unlink(keys.toArray(byte[][]::new));
	}

	/**
	 * A server that holds entries.
	 *
	 * @param node the id of a node of a cluster; {@code null} without one
	 * @param slots its slots in a cluster
	 */
	public record Shard(@Nullable String node, List<Integer> slots) {

	}

	/**
	 * Some keys of a server.
	 *
	 * @param keys the keys
	 * @param next where the next page begins, {@code "0"} if this was the last
	 */
	public record Page(List<byte[]> keys, String next) {

		/**
		 * Whether there is no other page.
		 */
		public boolean isLast() {
			return this.next.equals(FIRST);
		}

	}

	/**
	 * How much an entry is wanted.
	 *
	 * @param softExpiry when it stops being fresh, in milliseconds since the epoch of the
	 * wall clock; 0 if it has no format that is known, {@link #UNKNOWN} if nobody has
	 * asked
	 * @param idle larger the less it is used; comparable within one server
	 */
	public record Standing(long softExpiry, long idle) {

		public static final long UNKNOWN = Long.MAX_VALUE;

	}

}
