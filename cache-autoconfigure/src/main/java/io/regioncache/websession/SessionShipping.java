package io.regioncache.websession;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.PeriodicWorker;
import io.regioncache.websession.SessionRegion.Written;

/**
 * Ships sessions to the other regions through the log of the region that has taken a
 * change, and again until it has.
 */
final class SessionShipping implements AutoCloseable {

	/**
	 * Of more sessions than these, those that were not shipped are shipped with their
	 * next change.
	 */
	private static final int MOST = 10_000;

	private static final int AT_ONCE = 100;

	private static final long INTERVAL_MILLIS = 1000;

	private final RegionStore store;

	private final boolean replicate;

	private final Cache<String, Unshipped> unshipped;

	private final PeriodicWorker worker;

	SessionShipping(RegionStore store, WebSessionSettings settings) {
		this.store = store;
		this.replicate = settings.replicate();
		this.unshipped = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(settings.longest()).build();
		this.worker = new PeriodicWorker("region-cache-web-session-shipping", this::again, () -> INTERVAL_MILLIS,
				store.failures());
		if (this.replicate) {
			this.worker.start();
		}
	}

	/**
	 * Ship a session if that is due.
	 */
	void ship(SessionRegion region, SessionWrite write, Written written) {
		byte[] whole = written.whole();
		if (whole != null && this.replicate && !this.store.others().stores().isEmpty()) {
			region.ship(write.id(), whole, write.life())
				.thenAccept((shipped) -> note(write.id(), new Unshipped(region, write.life()), shipped));
		}
	}

	private void note(String id, Unshipped session, boolean shipped) {
		if (shipped) {
			this.unshipped.invalidate(id);
		}
		else {
			this.unshipped.asMap().putIfAbsent(id, session);
		}
	}

	private void again() {
		List<Map.Entry<String, Unshipped>> due = this.unshipped.asMap()
			.entrySet()
			.stream()
			.filter((each) -> each.getValue().region.isAvailable())
			.limit(AT_ONCE)
			.toList();
		CompletableFuture
			.allOf(due.stream().map((each) -> again(each.getKey(), each.getValue())).toArray(CompletableFuture[]::new))
			.join();
	}

	private CompletableFuture<?> again(String id, Unshipped session) {
		return session.region.whole(id)
			.thenCompose((whole) -> (whole.length == 0) ? CompletableFuture.completedFuture(true)
					: session.region.ship(id, whole, session.life))
			.exceptionally((ex) -> false)
			.thenAccept((shipped) -> note(id, session, shipped));
	}

	@Override
	public void close() {
		this.worker.close();
	}

	/**
	 * A session of which other regions do not have all.
	 */
	private record Unshipped(SessionRegion region, Duration life) {

	}

}
