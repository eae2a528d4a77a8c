package io.regioncache.websession;

import java.util.List;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.write.Revocations;

/**
 * Drops the revocations of the home region that have served, a page at a time.
 */
final class RevocationExpiry {

	/**
	 * Between two pages.
	 */
	private static final long INTERVAL_MILLIS = 1000;

	private final RegionStore store;

	private long last;

	private String page = "0";

	RevocationExpiry(RegionStore store) {
		this.store = store;
	}

	/**
	 * Look at the next page if it is time.
	 */
	void advance() {
		long now = this.store.clock().nanos();
		if (now - this.last < TimeUnit.MILLISECONDS.toNanos(INTERVAL_MILLIS)) {
			return;
		}
		this.last = now;
		List<String> readers = this.store.others().stores().stream().map(SingleRegionStore::region).toList();
		this.page = this.store.own()
			.link()
			.ask((session) -> Revocations.forget(session, this.page, readers))
			.exceptionally((ex) -> "0")
			.join();
	}

}
