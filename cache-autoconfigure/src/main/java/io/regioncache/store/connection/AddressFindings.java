package io.regioncache.store.connection;

import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.store.session.Failures;
import io.regioncache.store.session.Session;

/**
 * What becomes of the session of a region when the region's address was looked up.
 */
final class AddressFindings implements AddressListener {

	private final AtomicBoolean distrusted = new AtomicBoolean();

	private final String region;

	private final LinkState state;

	AddressFindings(String region, LinkState state) {
		this.region = region;
		this.state = state;
	}

	@Override
	public void asked(Session session) {
		this.state.unsettled().recent().begin();
	}

	@Override
	public void confirmed(Session session) {
		this.state.unsettled().recent().confirmed();
		if (this.distrusted.compareAndSet(true, false)) {
			this.state.log()
				.info("Region %s: new connections to its address succeed again; the cache is used again"
					.formatted(this.region));
		}
	}

	@Override
	public void moved(Session session) {
		this.state.health().lost(session, "its address leads to another server");
	}

	@Override
	public void unconfirmed(Session session, Exception cause) {
		this.distrusted.set(true);
		this.state.log()
			.warn(("Region %s: new connections to its address fail, so the connected server may have been "
					+ "replaced; the cache is bypassed until one succeeds. Check the address, the certificate and the "
					+ "password: %s")
				.formatted(this.region, Failures.describe(cause)));
	}

}
