package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.KeyValue;
import io.lettuce.core.XTrimArgs;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Script;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.lookup.ReplicaLevel;

/**
 * What one node does for its region: it is elected by a lease, sees who reads the
 * region's log, and trims what all of them have read.
 */
public final class RegionCoordinator {

	static final String ROUTES = "routes";

	private final RegionStore store;

	private final RedisLink link;

	private final MetadataKeys keys;

	private final String node;

	private final byte[] wake;

	/**
	 * Create the coordinator of a region.
	 * @param store the region
	 */
	public RegionCoordinator(RegionStore store) {
		this.store = store;
		this.link = store.own().link();
		this.keys = store.own().keys().metadata();
		this.node = store.own().node();
		this.wake = store.own().keys().wake("");
	}

	/**
	 * Become or remain the node that pulls for this region. Two of them are harmless: a
	 * lease may lapse unnoticed.
	 * @param ttl after how long a dead node loses the lease
	 * @return whether it is this node's now
	 */
	public CompletableFuture<Boolean> lead(Duration ttl) {
		return this.link.ask((session) -> Script.LOCK
			.<Long>run(session.metadata(), this.keys.puller(), RedisKeys.bytes(this.node),
					RedisKeys.bytes(Long.toString(ttl.toMillis())), RedisKeys.bytes(this.node))
			.thenApply((left) -> left == 0));
	}

	/**
	 * Let another node take over at once.
	 */
	public CompletableFuture<?> resign() {
		return this.link.ask((session) -> Script.UNLOCK.<Long>run(session.metadata(), this.keys.puller(),
				RedisKeys.bytes(this.node), this.wake));
	}

	/**
	 * Read what this region knows of routes.
	 * @return the text that was stored; empty if there is none
	 */
	public CompletableFuture<String> routes() {
		return this.link.ask((session) -> session.metadata()
			.hget(this.keys.hash(), RedisKeys.bytes(ROUTES))
			.toCompletableFuture()
			.thenApply((text) -> (text != null) ? RedisKeys.text(text) : ""));
	}

	/**
	 * Store what is known of routes.
	 * @param routes the text
	 * @return completes when it is done
	 */
	public CompletableFuture<?> store(String routes) {
		return this.link.ask((session) -> session.metadata()
			.hset(this.keys.hash(), RedisKeys.bytes(ROUTES), RedisKeys.bytes(routes))
			.toCompletableFuture());
	}

	/**
	 * Return how far the replica has come from which this node reads.
	 * @return the level; empty if it reads the region's own server
	 */
	public Optional<ReplicaLevel> replicaLevel() {
		return this.store.own().lookups().replicaLevel();
	}

	/**
	 * Note which regions do not answer reads, this one perhaps among them.
	 * @param regions their names
	 */
	public void drained(Set<String> regions) {
		this.store.drain(regions);
	}

	/**
	 * See how far other regions have read this one's log.
	 * @param regions the regions
	 * @return what each has told last; different at each heartbeat of a reader
	 */
	public CompletableFuture<Map<String, ReaderHeartbeat>> readers(Collection<String> regions) {
		List<String> names = List.copyOf(regions);
		if (names.isEmpty()) {
			return CompletableFuture.completedFuture(Map.of());
		}
		byte[][] fields = names.stream().map((name) -> RedisKeys.bytes("r:" + name)).toArray(byte[][]::new);
		return this.link.ask((session) -> session.metadata()
			.hmget(this.keys.hash(), fields)
			.toCompletableFuture()
			.thenApply((values) -> marks(names, values)));
	}

	private static Map<String, ReaderHeartbeat> marks(List<String> names, List<KeyValue<byte[], byte[]>> values) {
		Map<String, ReaderHeartbeat> marks = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			ReaderHeartbeat mark = values.get(i).hasValue()
					? ReaderHeartbeat.of(RedisKeys.text(values.get(i).getValue())) : null;
			if (mark != null) {
				marks.put(names.get(i), mark);
			}
		}
		return marks;
	}

	/**
	 * Trim what all readers have read. A reader that nobody knows of finds the gap.
	 * @param marks how far they have read, at least one
	 * @return completes when it is done
	 */
	public CompletableFuture<?> trim(Collection<ReaderHeartbeat> marks) {
		return this.link.ask((session) -> session.metadata()
			.hget(this.keys.hash(), RedisKeys.bytes("epoch"))
			.toCompletableFuture()
			.thenCompose((epoch) -> {
				List<Long> read = new ArrayList<>();
				for (ReaderHeartbeat mark : marks) {
					if (epoch != null && mark.cursor().text().startsWith(RedisKeys.text(epoch) + ':')) {
						read.add(mark.cursor().sequence());
					}
				}
				Long least = (read.size() == marks.size()) ? read.stream().min(Long::compare).orElse(null) : null;
				return (least == null) ? CompletableFuture.completedFuture(0L)
						: session.metadata()
							.xtrim(this.keys.log(), XTrimArgs.Builder.minId(least + "-0").approximateTrimming())
							.toCompletableFuture();
			}));
	}

}
