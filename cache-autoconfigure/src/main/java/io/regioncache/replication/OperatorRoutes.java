package io.regioncache.replication;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

import io.regioncache.replication.redis.RegionCoordinator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * What operators have decided about the ways between regions, as far as this process has
 * heard.
 */
final class OperatorRoutes {

	private static final Log logger = LogFactory.getLog(OperatorRoutes.class);

	private final String home;

	private final RegionCoordinator coordinator;

	private final InstantSource clock;

	private volatile Routes routes = Routes.CONFIGURED;

	OperatorRoutes(String home, RegionCoordinator coordinator, InstantSource clock) {
		this.home = home;
		this.coordinator = coordinator;
		this.clock = clock;
	}

	Routes current() {
		return this.routes;
	}

	/**
	 * Decide from what is known.
	 * @param decision makes a newer decision of it
	 */
	synchronized void decide(UnaryOperator<Routes> decision) {
		hear(decision.apply(this.routes));
	}

	/**
	 * Hear of a decision that another region keeps.
	 * @param text the decision as it is kept
	 */
	void hear(String text) {
		hear(parse(text));
	}

	/**
	 * Hear of the decision that the home region keeps, and store this one there if it is
	 * newer.
	 * @param text the decision as it is kept
	 * @return completes when the home region keeps the newer of both
	 */
	CompletableFuture<?> exchange(String text) {
		Routes stored = parse(text);
		hear(stored);
		Routes newest = this.routes;
		return newest.isNewerThan(stored) ? this.coordinator.store(newest.text())
				: CompletableFuture.completedFuture(null);
	}

	private Routes parse(String text) {
		return Routes.of(text, this.clock.millis());
	}

	private synchronized void hear(Routes heard) {
		if (heard.isNewerThan(this.routes)) {
			this.routes = heard;
			this.coordinator.drained(heard.drained());
			logger.info("Region %s: hub %s, drained %s".formatted(this.home,
					(heard.hub() != null) ? heard.hub() : "as configured", heard.drained()));
		}
	}

}
