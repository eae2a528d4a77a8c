package io.regioncache.websession;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.store.write.Revocations;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Asks all other regions what is revoked, in each new epoch of the home region: it may
 * have lost its last revocations. Until all have answered, no session is accepted that
 * began before.
 */
final class RevocationRecovery implements AutoCloseable {

	/**
	 * Within this time every process of the region has noticed the epoch, and revoked
	 * again what it had revoked of late: twice the interval of heartbeats.
	 */
	static final Duration GRACE = Duration.ofSeconds(2);

	private static final long INTERVAL_MILLIS = 250;

	private static final Log logger = LogFactory.getLog(RevocationRecovery.class);

	private final RegionStore store;

	private final KeptRevocations kept;

	private final RevocationExpiry expiry;

	private final MonotonicClock clock;

	private final PeriodicWorker worker;

	private volatile CompletableFuture<Boolean> complete = new CompletableFuture<>();

	private volatile boolean waits;

	private String epoch = "";

	private long since;

	private boolean sentAgain;

	private final long grace;

	private List<String> silent = List.of();

	RevocationRecovery(RegionStore store, KeptRevocations kept, Duration grace) {
		this.grace = grace.toNanos();
		this.store = store;
		this.kept = kept;
		this.expiry = new RevocationExpiry(store);
		this.clock = store.clock();
		this.worker = new PeriodicWorker("region-cache-web-sessions", this::advance, () -> INTERVAL_MILLIS,
				store.failures());
		this.worker.start();
	}

	/**
	 * Whether other regions are still to be asked before sessions are accepted that began
	 * before the present epoch.
	 */
	boolean isDue() {
		return this.waits;
	}

	/**
	 * Wait until the region is complete.
	 * @param patience how long to wait at most
	 * @return whether it is
	 */
	CompletableFuture<Boolean> await(Duration patience) {
		return this.complete.copy().completeOnTimeout(false, patience.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void advance() {
		List<@Nullable String> state = this.store.own()
			.link()
			.ask((session) -> session.read(List.of("epoch", "ws")))
			.exceptionally((ex) -> List.of())
			.join();
		if (state.isEmpty() || state.get(0) == null) {
			return;
		}
		String now = state.get(0);
		if (!now.equals(this.epoch)) {
			begin(now);
		}
		if (!this.sentAgain) {
			this.sentAgain = this.kept.again().join();
		}
		if (now.equals(state.get(1))) {
			finish();
			this.expiry.advance();
		}
		else {
			expect();
			if (this.sentAgain && this.clock.nanos() - this.since >= this.grace && askAll(now)) {
				finish();
			}
		}
	}

	private void begin(String now) {
		this.epoch = now;
		this.since = this.clock.nanos();
		this.sentAgain = false;
	}

	private void expect() {
		this.waits = true;
		if (this.complete.isDone()) {
			this.complete = new CompletableFuture<>();
		}
	}

	private void finish() {
		if (!this.silent.isEmpty()) {
			this.silent = List.of();
			logger.info("Region %s has asked all regions for revocations and accepts sessions again"
				.formatted(this.store.region()));
		}
		this.waits = false;
		this.complete.complete(true);
	}

	private boolean askAll(String now) {
		Collection<SingleRegionStore> others = this.store.others().stores();
		List<String> silent = others.stream()
			.map((other) -> learn(other, "0").thenApply((done) -> "").exceptionally((ex) -> other.region()))
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.filter((region) -> !region.isEmpty())
			.toList();
		if (!silent.isEmpty()) {
			warn(silent);
			return false;
		}
		return this.store.own()
			.link()
			.ask((session) -> Revocations.merge(session, now, List.of()))
			.handle((merged, ex) -> ex == null)
			.join();
	}

	private void warn(List<String> silent) {
		if (!silent.equals(this.silent)) {
			this.silent = silent;
			logger.warn(("Region %s may have lost revocations of sessions and cannot ask %s; it refuses sessions that "
					+ "began before its present epoch until it can, or until these regions are removed")
				.formatted(this.store.region(), silent));
		}
	}

	private CompletableFuture<?> learn(SingleRegionStore other, String page) {
		return other.link()
			.ask((session) -> Revocations.read(session, page))
			.thenCompose((read) -> this.store.own()
				.link()
				.ask((session) -> Revocations.merge(session, "", read.fields()))
				.thenCompose((merged) -> read.next().equals("0") ? CompletableFuture.completedFuture(null)
						: learn(other, read.next())));
	}

	@Override
	public void close() {
		this.worker.close();
		this.complete.complete(false);
	}

}
