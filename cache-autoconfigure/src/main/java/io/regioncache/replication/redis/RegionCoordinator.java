package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.RegionLease;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.lookup.ReplicaLevel;
import io.regioncache.store.session.Script;
import org.jspecify.annotations.Nullable;

/**
 * What one node does for its region: it is elected by a lease, sees who reads the
 * region's log, and trims what all of them have read.
 */
public final class RegionCoordinator {

	private static final long READ_AGAIN = 10_000;

	private final RegionStore store;

	private final RedisLink link;

	private final MetadataKeys keys;

	private final RegionLease lease;

	/**
	 * Create the coordinator of a region.
	 * @param store the region
	 */
	public RegionCoordinator(RegionStore store) {
		this.store = store;
		this.link = store.own().link();
		this.keys = store.own().keys().metadata();
		this.lease = new RegionLease(store.own(), this.keys.puller());
	}

	/**
	 * Become or remain the node that pulls for this region. Two of them are harmless: a
	 * lease may lapse unnoticed.
	 * @param ttl after how long a dead node loses the lease
	 * @return whether it is this node's now
	 */
	public CompletableFuture<Boolean> lead(Duration ttl) {
		return this.lease.acquire(ttl);
	}

	/**
	 * Let another node take over at once.
	 */
	public CompletableFuture<?> resign() {
		return this.lease.release();
	}

	/**
	 * Read what this region knows of all regions.
	 * @param others the names of the other regions
	 * @return what it knows
	 */
	public CompletableFuture<KnownRegions> known(Collection<String> others) {
		List<String> names = List.copyOf(others);
		return this.link.ask((session) -> session.read(KnownRegions.fields(names)))
			.thenApply((values) -> KnownRegions.of(names, values));
	}

	/**
	 * Note that this region has come to the end of the log of another, if it has.
	 * @param epoch of this region, known before the other one was asked
	 * @param source the name of the other region
	 * @param said what it has said
	 * @return completes when it is done
	 */
	public CompletableFuture<?> level(String epoch, String source, Testimony said) {
		return this.link.ask((session) -> session.<Long>run(Script.LEVEL, this.keys.both(), RedisKeys.bytes(source),
				RedisKeys.bytes(epoch), RedisKeys.bytes(said.epoch()),
				RedisKeys.bytes(Long.toString(said.sequence()))));
	}

	/**
	 * Have the entries of former epochs count for which all other regions vouch, once
	 * this one has read what each of them had written when it was asked.
	 * @param epoch of this region, known before the others were asked
	 * @param testimonies what each has said
	 * @return what has become of it; {@code null} if the region has not read as far yet,
	 * or has recovered already
	 */
	public CompletableFuture<@Nullable Recovery> recover(String epoch, Map<String, Testimony> testimonies) {
		List<byte[]> arguments = new ArrayList<>(List.of(RedisKeys.bytes(epoch)));
		testimonies.forEach((source, said) -> {
			arguments.add(RedisKeys.bytes(source));
			arguments.add(RedisKeys.bytes(said.epoch()));
			arguments.add(RedisKeys.bytes(Long.toString(said.sequence())));
			arguments.add(RedisKeys.bytes(said.vouched()));
		});
		return this.link.ask((session) -> session.run(Script.RECOVER, arguments.toArray(new byte[0][])))
			.thenApply(Recovery::of);
	}

	/**
	 * Mark everything for those regions whose writers have not sent again in time what
	 * may be lost.
	 * @param awaited the regions whose writers are awaited
	 * @return the regions for which everything was marked
	 */
	public CompletableFuture<List<String>> decide(Collection<String> awaited) {
		List<byte[]> arguments = new ArrayList<>(List.of(RedisKeys.bytes(Integer.toString(Invalidate.MARKER_CAP)),
				RedisKeys.bytes(Integer.toString(Invalidate.LOG_CAP))));
		awaited.forEach((region) -> arguments.add(RedisKeys.bytes(region)));
		return this.link.ask((session) -> session.run(Script.DECIDE, arguments.toArray(new byte[0][])))
			.thenApply((late) -> late.stream().map((region) -> RedisKeys.text((byte[]) region)).toList());
	}

	/**
	 * Store what is known of routes.
	 * @param routes the text
	 * @return completes when it is done
	 */
	public CompletableFuture<?> store(String routes) {
		return this.link.ask((session) -> session.fields()
			.write(KnownRegions.ROUTES, RedisKeys.bytes(routes))
			.thenApply((done) -> null));
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
		List<String> fields = names.stream().map((name) -> "r:" + name).toList();
		return this.link
			.ask((session) -> session.read(fields).thenApply((values) -> ReaderHeartbeat.byName(names, values)));
	}

	/**
	 * Trim what all readers have read. A reader that nobody knows of finds the gap. Where
	 * writers register, the last records are kept: a reader whose server falls back reads
	 * them again.
	 * @param marks how far they have read, at least one
	 * @return completes when it is done
	 */
	public CompletableFuture<?> trim(Collection<ReaderHeartbeat> marks) {
		return this.link.ask((session) -> session.read(List.of("epoch", "guard")).thenCompose((fields) -> {
			Long least = ReaderHeartbeat.least(marks, fields.get(0));
			long from = (least != null) ? least - ((fields.get(1) != null) ? READ_AGAIN : 0) : 0;
			return (from <= 0) ? CompletableFuture.completedFuture(0L) : session.fields().trimLog(from);
		}));
	}

}
