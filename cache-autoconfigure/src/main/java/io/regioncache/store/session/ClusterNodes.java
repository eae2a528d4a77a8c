package io.regioncache.store.session;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.MetadataKeys;

/**
 * Which node of a cluster serves what. Each lookup is bounded by the connect timeout of
 * the client, also where nodes hang: Lettuce itself waits up to a minute for those it has
 * discovered.
 */
public final class ClusterNodes {

	/**
	 * How often the client looks the topology up at most, whatever it is told by nodes.
	 */
	private static final Duration REFRESH_INTERVAL = Duration.ofSeconds(1);

	private final AtomicLong refreshAt;

	private final MonotonicClock clock;

	ClusterNodes(MonotonicClock clock) {
		this.refreshAt = new AtomicLong(clock.nanos());
		this.clock = clock;
	}

	/**
	 * Refresh the topology in the background, unless that was done within a second.
	 */
	void refreshSoon(RedisClusterClient cluster) {
		long due = this.refreshAt.get();
		long now = this.clock.nanos();
		if (now - due >= 0 && this.refreshAt.compareAndSet(due, now + REFRESH_INTERVAL.toNanos())) {
			bound(cluster);
			cluster.refreshPartitionsAsync().thenRun(() -> bound(cluster));
		}
	}

	/**
	 * Set up a client whose connections to entries may reconnect: an entry is judged by
	 * its lease, wherever it comes from.
	 */
	public static void prepare(RedisClusterClient cluster) {
		ClusterClientOptions.Builder options = ((ClusterClientOptions) cluster.getOptions()).mutate();
		options.autoReconnect(true);
		options.replayFilter((command) -> true);
		options.disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS);
		options.topologyRefreshOptions(refreshing(true));
		cluster.setOptions(options.build());
	}

	private static ClusterTopologyRefreshOptions refreshing(boolean discovered) {
		return ClusterTopologyRefreshOptions.builder()
			.enableAllAdaptiveRefreshTriggers()
			.adaptiveRefreshTriggersTimeout(REFRESH_INTERVAL)
			.dynamicRefreshSources(discovered)
			.build();
	}

	/**
	 * Return the node of the metadata, as any node says that is known so far.
	 */
	public static RedisURI owner(RedisClusterClient cluster, MetadataKeys keys) {
		refresh(cluster);
		RedisClusterNode owner = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(keys.hash()));
		if (owner == null) {
			throw new IllegalStateException("No node of the cluster serves the slot of the metadata");
		}
		return owner.getUri();
	}

	/**
	 * Return the node of the metadata, as the configured addresses say; where none of
	 * them answers, as any other node does.
	 */
	public static RedisURI ownerAsSeedsSay(RedisClusterClient cluster, MetadataKeys keys) {
		ClusterClientOptions options = (ClusterClientOptions) cluster.getOptions();
		cluster.setOptions(options.mutate().topologyRefreshOptions(refreshing(false)).build());
		try {
			return owner(cluster, keys);
		}
		catch (RuntimeException ex) {
			if (Thread.currentThread().isInterrupted()) {
				throw ex;
			}
			cluster.setOptions(options);
			return owner(cluster, keys);
		}
		finally {
			cluster.setOptions(options);
		}
	}

	private static void refresh(RedisClusterClient cluster) {
		cluster.refreshPartitions();
		bound(cluster);
	}

	/**
	 * What was discovered carries the default timeout of Lettuce, a minute.
	 */
	private static void bound(RedisClusterClient cluster) {
		cluster.getPartitions().forEach((node) -> node.getUri().setTimeout(timeout(cluster)));
	}

	private static Duration timeout(RedisClusterClient cluster) {
		return cluster.getOptions().getSocketOptions().getConnectTimeout();
	}

}
