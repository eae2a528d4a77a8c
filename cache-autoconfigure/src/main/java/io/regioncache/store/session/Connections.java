package io.regioncache.store.session;

import java.util.concurrent.CompletableFuture;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.regioncache.store.command.EntryCommands;
import org.jspecify.annotations.Nullable;

/**
 * Connections that live and die together.
 *
 * @param metadata to the server of the metadata
 * @param entries to the servers of the entries; the same connection unless they are
 * spread over a cluster
 * @param wakeups on which this node hears of released locks
 */
public record Connections(StatefulRedisConnection<byte[], byte[]> metadata, StatefulConnection<byte[], byte[]> entries,
		StatefulRedisPubSubConnection<byte[], byte[]> wakeups) {

	/**
	 * Whether everything goes over one connection.
	 */
	boolean isOne() {
		return this.entries == this.metadata;
	}

	/**
	 * Return the node that holds an entry or a lock.
	 * @param key the key in Redis
	 * @return the name of the node, empty where none serves the key; {@code null} if
	 * everything lies on the server of the metadata
	 */
	@Nullable String nodeOf(byte[] key) {
		if (!(this.entries instanceof StatefulRedisClusterConnection<byte[], byte[]> cluster)) {
			return null;
		}
		RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
		return (node != null) ? node.getNodeId() : "";
	}

	/**
	 * Return what sends commands about entries and locks.
	 */
	RedisClusterAsyncCommands<byte[], byte[]> entryCommands() {
		return EntryCommands.of(this.entries);
	}

	/**
	 * Whether the region can be asked.
	 */
	boolean isOpen() {
		return this.metadata.isOpen();
	}

	/**
	 * Whether nothing has been lost.
	 */
	boolean isWhole() {
		return this.metadata.isOpen() && this.entries.isOpen() && this.wakeups.isOpen();
	}

	public CompletableFuture<Void> close() {
		CompletableFuture<Void> wakeups = this.wakeups.closeAsync();
		CompletableFuture<Void> metadata = this.metadata.closeAsync();
		CompletableFuture<Void> entries = isOne() ? metadata : this.entries.closeAsync();
		return CompletableFuture.allOf(wakeups, metadata, entries);
	}

}
