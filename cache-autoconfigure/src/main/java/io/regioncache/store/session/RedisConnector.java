package io.regioncache.store.session;

import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.regioncache.region.MonotonicClock;
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

	private final MetadataKeys keys;

	private final MonotonicClock clock;

	private final ClusterNodes nodes;

	private volatile Supplier<EpochBeginning> beginning = () -> EpochBeginning.PLAIN;

	private @Nullable RedisClient direct;

	/**
	 * Create a connector with the clock of this process.
	 * @param client supplies the Lettuce client, a standalone or a cluster one
	 * @param keys the keys whose server is connected to
	 */
	public RedisConnector(Supplier<? extends AbstractRedisClient> client, MetadataKeys keys) {
		this(client, keys, MonotonicClock.SYSTEM);
	}

	/**
	 * Create a connector.
	 * @param client supplies the Lettuce client, a standalone or a cluster one
	 * @param keys the keys whose server is connected to
	 * @param clock tells how long servers are silent
	 */
	public RedisConnector(Supplier<? extends AbstractRedisClient> client, MetadataKeys keys, MonotonicClock clock) {
		this.client = client;
		this.keys = keys;
		this.clock = clock;
		this.nodes = new ClusterNodes(clock);
	}

	/**
	 * Set what a server is told that has no epoch, before {@link #open()}.
	 * @param beginning tells it at each attempt to attach
	 * @return this connector
	 */
	public RedisConnector beginEpochs(Supplier<EpochBeginning> beginning) {
		this.beginning = beginning;
		return this;
	}

	/**
	 * Connect, and begin a session, which is not attached yet. Blocks for at most a few
	 * times the connect timeout of the client.
	 * @return the session
	 */
	public Session open() {
		long asked = this.clock.nanos();
		Session session = new Session(connect(), this.keys, this.clock, this.beginning);
		session.trust().confirmed(asked);
		return session;
	}

	private Connections connect() {
		AbstractRedisClient client = this.client.get();
		if (client instanceof RedisClusterClient cluster) {
			return connectToCluster(cluster);
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
	 * present. Blocks as {@link #open} does.
	 */
	public FreshConnection connectAnew() {
		return new FreshConnection(connectToMetadata());
	}

	private StatefulRedisConnection<byte[], byte[]> connectToMetadata() {
		AbstractRedisClient client = this.client.get();
		if (client instanceof RedisClusterClient cluster) {
			return direct(cluster).connect(ByteArrayCodec.INSTANCE, ClusterNodes.ownerAsSeedsSay(cluster, this.keys));
		}
		return standalone(client).connect(ByteArrayCodec.INSTANCE);
	}

	/**
	 * Look up soon which node of a cluster serves what: one does not answer. Does not
	 * block, and does so once a second at most.
	 */
	public void lookUpNodes() {
		if (this.client.get() instanceof RedisClusterClient cluster) {
			this.nodes.refreshSoon(cluster);
		}
	}

	private static RedisClient standalone(AbstractRedisClient client) {
		RedisClient standalone = (RedisClient) client;
		standalone.setOptions(standalone.getOptions().mutate().autoReconnect(false).build());
		return standalone;
	}

	private Connections connectToCluster(RedisClusterClient cluster) {
		ClusterNodes.prepare(cluster);
		RedisURI uri = ClusterNodes.owner(cluster, this.keys);
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

}
