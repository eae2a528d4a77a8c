package io.regioncache.replication;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.replication.redis.ApplyResult.Failover;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.replication.redis.KnownRegions;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Decides whether the home region keeps its entries when another one has begun an epoch:
 * it does if every writer of that region has sent again what may be lost. Whom to wait
 * for, the home region knows by itself, from what it has read of the other's log.
 */
final class SourceFailovers {

	private static final Log logger = LogFactory.getLog(SourceFailovers.class);

	private static final long ANSWER_MILLIS = 3000;

	private final String home;

	private final RegionCoordinator coordinator;

	private final ReplicationListener listener;

	SourceFailovers(String home, RegionCoordinator coordinator, ReplicationListener listener) {
		this.home = home;
		this.coordinator = coordinator;
		this.listener = listener;
	}

	/**
	 * Look after the regions whose writers are awaited.
	 */
	void tend(KnownRegions known) throws Exception {
		if (!known.awaited().isEmpty()) {
			await(this.coordinator.decide(known.awaited()))
				.forEach((source) -> tell(this.home, source, Failover.MARKED, this.listener));
		}
	}

	static void tell(String home, String source, Failover failover, ReplicationListener listener) {
		if (failover == Failover.KEPT) {
			logger.info(
					"Region %s: region %s has begun a new epoch and sent again what may be lost; the entries of region %s are kept"
						.formatted(home, source, home));
		}
		else if (failover == Failover.MARKED) {
			logger.warn(
					"Region %s: region %s has begun a new epoch, and its last invalidations may be lost; all entries of region %s are invalidated"
						.formatted(home, source, home));
		}
		if (failover != Failover.NONE) {
			listener.failover(source, failover == Failover.KEPT);
		}
	}

	private static <T> T await(CompletableFuture<T> answer) throws Exception {
		return answer.get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
	}

}
