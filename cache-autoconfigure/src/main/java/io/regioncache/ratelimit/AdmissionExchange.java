package io.regioncache.ratelimit;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.regioncache.region.WorkerFailures;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.session.RegionUnavailableException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Charges the other regions' buckets for what this process has admitted, every
 * {@value #INTERVAL_MILLIS} ms.
 * <p>
 * While one region cannot be charged, none is: each admits its share of the limit until
 * all can be reached again, so that parts of the world that do not see each other admit
 * no more together than the limit.
 */
final class AdmissionExchange implements AutoCloseable {

	static final int INTERVAL_MILLIS = 100;

	/**
	 * For limits of one region.
	 */
	static final AdmissionExchange NONE = new AdmissionExchange();

	private static final Log logger = LogFactory.getLog(AdmissionExchange.class);

	private final Map<String, Debt> admitted = new ConcurrentHashMap<>();

	/**
	 * What each region has not confirmed. Nothing is added while there is anything, for
	 * then a share is admitted, so it stays as small as what one interval admits.
	 */
	private final Map<String, Map<String, Debt>> undelivered = new HashMap<>();

	private final Supplier<Collection<SingleRegionStore>> others;

	private final @Nullable PeriodicWorker worker;

	private volatile int regions = 1;

	private volatile boolean reachesAll;

	private AdmissionExchange() {
		this.others = Set::of;
		this.worker = null;
		this.reachesAll = true;
	}

	AdmissionExchange(Supplier<Collection<SingleRegionStore>> others, WorkerFailures failures) {
		this.others = others;
		this.regions = 1 + others.get().size();
		this.worker = new PeriodicWorker("region-cache-rate-limits", this::exchange, () -> INTERVAL_MILLIS, failures);
		this.worker.start();
	}

	/**
	 * Whether every other region learns what is admitted here.
	 */
	boolean reachesAll() {
		return this.reachesAll;
	}

	/**
	 * Return how many regions there are.
	 */
	int regions() {
		return this.regions;
	}

	/**
	 * Note what the other regions have to be charged for.
	 */
	void admitted(String bucket, BucketScale scale, long tokens) {
		if (this.worker != null) {
			this.admitted.merge(bucket, new Debt(scale, tokens), Debt::plus);
		}
	}

	private void exchange() {
		Map<String, SingleRegionStore> stores = new HashMap<>();
		this.others.get().forEach((store) -> stores.put(store.region(), store));
		Map<String, Debt> latest = drain();
		this.undelivered.keySet().retainAll(stores.keySet());
		Set<String> unreached = unreached(deliver(stores, latest));
		this.regions = 1 + stores.size();
		note(unreached);
	}

	private Map<String, CompletableFuture<Boolean>> deliver(Map<String, SingleRegionStore> stores,
			Map<String, Debt> latest) {
		Map<String, CompletableFuture<Boolean>> deliveries = new HashMap<>();
		stores.forEach((region, store) -> {
			Map<String, Debt> debts = this.undelivered.computeIfAbsent(region, (name) -> new HashMap<>());
			latest.forEach((bucket, debt) -> debts.merge(bucket, debt, Debt::plus));
			deliveries.put(region, deliver(store, debts).handle((done, ex) -> ex == null));
		});
		return deliveries;
	}

	private Set<String> unreached(Map<String, CompletableFuture<Boolean>> deliveries) {
		Set<String> unreached = new TreeSet<>();
		deliveries.forEach((region, delivery) -> {
			if (delivery.join()) {
				this.undelivered.remove(region);
			}
			else {
				unreached.add(region);
			}
		});
		return unreached;
	}

	private void note(Set<String> unreached) {
		if (this.reachesAll && !unreached.isEmpty()) {
			logger.warn(("Rate limits of all regions: %s cannot be told what is admitted here; this region admits its "
					+ "share, one part in %d, until it can")
				.formatted(unreached, this.regions));
		}
		else if (!this.reachesAll && unreached.isEmpty()) {
			logger.info("Rate limits of all regions: every region is told what is admitted here");
		}
		this.reachesAll = unreached.isEmpty();
	}

	private Map<String, Debt> drain() {
		Map<String, Debt> latest = new HashMap<>();
		for (String bucket : new HashSet<>(this.admitted.keySet())) {
			Debt debt = this.admitted.remove(bucket);
			if (debt != null && debt.tokens() != 0) {
				latest.put(bucket, debt);
			}
		}
		return latest;
	}

	private static CompletableFuture<Void> deliver(SingleRegionStore store, Map<String, Debt> debts) {
		if (!store.canBeAsked()) {
			return CompletableFuture.failedFuture(new RegionUnavailableException(store.region()));
		}
		RegionBuckets buckets = new RegionBuckets(store);
		return CompletableFuture.allOf(debts.entrySet()
			.stream()
			.map((debt) -> buckets.charge(debt.getKey(), debt.getValue().scale(), debt.getValue().tokens()))
			.toArray(CompletableFuture[]::new));
	}

	@Override
	public void close() {
		if (this.worker != null) {
			this.worker.close();
		}
	}

	/**
	 * What a bucket has to be charged.
	 *
	 * @param scale the size of the bucket
	 * @param tokens how many tokens
	 */
	private record Debt(BucketScale scale, long tokens) {

		Debt plus(Debt more) {
			return new Debt(more.scale, this.tokens + more.tokens);
		}

	}

}
