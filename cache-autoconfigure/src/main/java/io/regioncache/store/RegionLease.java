package io.regioncache.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.session.Script;

/**
 * Elects one node of a region for some work. A lease may lapse unnoticed, so two nodes
 * that work at once must do no harm.
 */
public final class RegionLease {

	private final RedisLink link;

	private final byte[] key;

	private final byte[] node;

	private final byte[] wake;

	/**
	 * Create a lease that nobody holds.
	 * @param store the region
	 * @param key the key of the lease, on the slot of the metadata
	 */
	public RegionLease(SingleRegionStore store, byte[] key) {
		this.link = store.link();
		this.key = key;
		this.node = RedisKeys.bytes(store.node());
		this.wake = store.keys().wake("");
	}

	/**
	 * Become or remain the node that is elected.
	 * @param ttl after how long a dead node loses the lease
	 * @return whether it is this node's now
	 */
	public CompletableFuture<Boolean> acquire(Duration ttl) {
		return this.link.ask(
				(session) -> session
					.<Long>run(Script.LOCK, new byte[][] { this.key }, this.node,
							RedisKeys.bytes(Long.toString(ttl.toMillis())), this.node)
					.thenApply((left) -> left == 0));
	}

	/**
	 * Let another node take over at once.
	 * @return completes when it is done
	 */
	public CompletableFuture<?> release() {
		return this.link
			.ask((session) -> session.<Long>run(Script.UNLOCK, new byte[][] { this.key }, this.node, this.wake));
	}

}
