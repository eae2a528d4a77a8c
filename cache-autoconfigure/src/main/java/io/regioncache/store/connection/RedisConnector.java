package io.regioncache.store.connection;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.regioncache.store.entry.MetadataKeys;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections to the Redis of one region.
 * <p>
 * Metadata is always asked over a connection of its own to one server, which never
 * reconnects by itself: whether that server still reigns is established anew with each
 * connection, before any of its answers counts. In a cluster, entries are asked through
 * the cluster client, which may reconnect: an entry is judged by its lease, wherever it
 * comes from.
 */
public final class RedisConnector {

	private final Supplier<? extends AbstractRedisClient> client;

	private final ClusterNodes nodes = new ClusterNodes();

	private @Nullable RedisClient direct;

	public RedisConnector(Supplier<? extends AbstractRedisClient> client) {
		this.client = client;
	}

	/**
	 * Connect; blocks for at most a few times the connect timeout of the client.
	 * @param keys the keys whose server is to be found
	 * @return the open connections
	 */
	public Connections connect(MetadataKeys keys) {
		AbstractRedisClient client = this.client.get();
		if (client instanceof RedisClusterClient cluster) {
			return connectToCluster(cluster, keys);
		}
		RedisClient standalone = standalone(client);
		StatefulRedisConnection<byte[], byte[]> connection = standalone.connect(ByteArrayCodec.INSTANCE);
		try {
			return new Connections(connection, connection, standalone.connectPubSub(ByteArrayCodec.INSTANCE));
		}
		catch (RuntimeException ex) {
			connection.close();
			throw ex;
		}
	}

	/**
	 * Open one more connection to where the address, the sentinels or the cluster lead at
	 * present. Blocks as {@link #connect} does.
	 * @param keys the keys whose server is to be found
	 */
	public StatefulRedisConnection<byte[], byte[]> connectAnew(MetadataKeys keys) {
		AbstractRedisClient client = this.client.get();
		if (client instanceof RedisClusterClient cluster) {
			return direct(cluster).connect(ByteArrayCodec.INSTANCE, ClusterNodes.ownerAsSeedsSay(cluster, keys));
		}
		return standalone(client).connect(ByteArrayCodec.INSTANCE);
	}

	/**
	 * Look up soon which node of a cluster serves what: one does not answer. Does not
	 * block, and does so once a second at most.
	 */
	void lookUpNodes() {
		if (this.client.get() instanceof RedisClusterClient cluster) {
			this.nodes.refreshSoon(cluster);
		}
	}

	private static RedisClient standalone(AbstractRedisClient client) {
		RedisClient standalone = (RedisClient) client;
		standalone.setOptions(standalone.getOptions().mutate().autoReconnect(false).build());
		return standalone;
	}

	private Connections connectToCluster(RedisClusterClient cluster, MetadataKeys keys) {
		ClusterNodes.prepare(cluster);
		RedisURI uri = ClusterNodes.owner(cluster, keys);
		RedisClient direct = direct(cluster);
		StatefulRedisConnection<byte[], byte[]> metadata = direct.connect(ByteArrayCodec.INSTANCE, uri);
		StatefulRedisClusterConnection<byte[], byte[]> entries = null;
		try {
			entries = cluster.connect(ByteArrayCodec.INSTANCE);
			return new Connections(metadata, entries, direct.connectPubSub(ByteArrayCodec.INSTANCE, uri));
		}
		catch (RuntimeException ex) {
			metadata.close();
			if (entries != null) {
				entries.close();
			}
			throw ex;
		}
	}

	private synchronized RedisClient direct(RedisClusterClient cluster) {
		if (this.direct == null) {
			this.direct = RedisClient.create(cluster.getResources());
			this.direct.setOptions(cluster.getOptions().mutate().autoReconnect(false).build());
		}
		return this.direct;
	}

	public synchronized void close() {
		if (this.direct != null) {
			this.direct.shutdown();
		}
	}

	/**
	 * Connections that live and die together.
	 *
	 * @param metadata to the server of the metadata
	 * @param entries to the servers of the entries; the same connection unless they are
	 * spread over a cluster
	 * @param wakeups on which this node hears of released locks
	 */
	public record Connections(StatefulRedisConnection<byte[], byte[]> metadata,
			StatefulConnection<byte[], byte[]> entries, StatefulRedisPubSubConnection<byte[], byte[]> wakeups) {

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
			CompletableFuture<Void> entries = (this.entries != this.metadata) ? this.entries.closeAsync() : metadata;
			return CompletableFuture.allOf(wakeups, metadata, entries);
		}

	}

}
