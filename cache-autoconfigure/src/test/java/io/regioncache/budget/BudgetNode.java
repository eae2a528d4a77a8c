package io.regioncache.budget;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.cluster.RedisClusterClient;
import io.regioncache.budget.EstimatedDemands.Due;
import io.regioncache.budget.SpaceEstimator.Wanted;
import io.regioncache.region.Clocks;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.session.EntrySpace;
import io.regioncache.store.session.EntrySpace.Page;
import io.regioncache.store.session.EntrySpace.Shard;
import io.regioncache.store.session.Session;

import static io.regioncache.testkit.Patience.await;

/**
 * One process of an application, as far as its memory budgets are concerned.
 */
public final class BudgetNode implements AutoCloseable {

	/**
	 * How often budgets are estimated: where a test takes no more than a few megabytes,
	 * more often than by users.
	 */
	private static final Duration INTERVAL = (Integer.getInteger("regioncache.budget.megabytes", 0) > 20)
			? Duration.ofSeconds(10) : Duration.ofMillis(400);

	private static final int BATCH = 500;

	private final AbstractRedisClient client;

	private final RegionStore store;

	private final MemoryBudgets budgets;

	private BudgetNode(AbstractRedisClient client, Map<String, Long> budgets) {
		this.client = client;
		this.store = new RegionStore("test", () -> client, "app", "",
				new ConnectionSettings(Duration.ofSeconds(5), Duration.ofSeconds(5)));
		this.store.start();
		this.budgets = new MemoryBudgets(this.store, budgets::keySet, (name) -> budgets.getOrDefault(name, 0L),
				INTERVAL, Clocks.SYSTEM);
		await(this.store::isAvailable);
	}

	public static BudgetNode at(String url, Map<String, Long> budgets) {
		return new BudgetNode(RedisClient.create(url), budgets);
	}

	static BudgetNode at(List<RedisURI> cluster, Map<String, Long> budgets) {
		return new BudgetNode(RedisClusterClient.create(cluster), budgets);
	}

	public MemoryBudgets budgets() {
		return this.budgets;
	}

	/**
	 * Does what is next: asks for the lease, and estimates or removes.
	 */
	public void turn() {
		this.budgets.turn();
	}

	public RegionStore store() {
		return this.store;
	}

	SpaceEstimate estimate(SpaceEstimator estimator) {
		return estimator.estimate(new SweptSpace(this.store.own().link()), new Wanted((name) -> true, (name) -> true));
	}

	/**
	 * Does one step of a removal of all entries of a cache.
	 */
	long removeAll(EntryRemover remover, String cache) {
		SweptSpace space = new SweptSpace(this.store.own().link());
		return remover.remove(space, space.sizes(), new Due(cache, Long.MAX_VALUE, 1, SpaceEstimator.PAGE),
				space.countsUses());
	}

	/**
	 * Stores entries that are fresh for an hour.
	 */
	public void fill(String cache, int from, int to, IntUnaryOperator size) {
		fill(cache, from, to, size, Instant.now().plusSeconds(3600));
	}

	void fill(String cache, int from, int to, IntUnaryOperator size, Instant softExpiry) {
		List<CompletableFuture<?>> written = new ArrayList<>();
		var keys = this.store.keysOf(cache, "1");
		for (int i = from; i < to; i++) {
			EntryKey key = keys.apply("n:" + i);
			byte[] value = new Envelope(new Lease(1, 1), softExpiry.toEpochMilli(), new EntrySource(1, 1),
					new EntryPayload(1, (byte) 0, new byte[size.applyAsInt(i)]), List.of())
				.encode();
			written.add(session().set(key.redisKey(), value, 3_600_000));
			if (written.size() == BATCH || i == to - 1) {
				CompletableFuture.allOf(written.toArray(CompletableFuture[]::new)).join();
				written.clear();
			}
		}
	}

	/**
	 * Asks for each key of a cache what it takes.
	 */
	List<Long> memory(String cache) {
		EntrySpace space = new EntrySpace(session());
		List<byte[]> keys = new ArrayList<>();
		for (Shard shard : space.shards()) {
			String cursor = "0";
			do {
				Page page = space.scan(shard, cursor, 1000).join();
				page.keys()
					.stream()
					.filter((key) -> cache.equals(this.store.own().keys().cacheOf(key)))
					.forEach(keys::add);
				cursor = page.next();
			}
			while (!cursor.equals("0"));
		}
		List<Long> all = new ArrayList<>();
		for (int from = 0; from < keys.size(); from += BATCH) {
			all.addAll(space.memory(keys.subList(from, Math.min(keys.size(), from + BATCH))).join());
		}
		return all;
	}

	long bytes(String cache) {
		return memory(cache).stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * A busy machine may take a server for dead for a moment.
	 */
	private Session session() {
		Session session = this.store.own().link().session();
		if (session == null) {
			await(this.store::isAvailable);
			session = Objects.requireNonNull(this.store.own().link().session());
		}
		return session;
	}

	@Override
	public void close() {
		this.budgets.close();
		this.store.close();
		this.client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
	}

}
