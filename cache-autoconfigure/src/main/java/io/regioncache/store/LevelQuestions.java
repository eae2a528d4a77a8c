package io.regioncache.store;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.log.Position;
import io.regioncache.store.position.AppliedTails;
import io.regioncache.store.position.LevelQuery;
import io.regioncache.store.position.RegionTail;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTrust;

/**
 * Asks regions for the ends of their logs, and for what they have applied of others.
 */
final class LevelQuestions {

	private final MonotonicClock clock;

	private final KnownTails tails = new KnownTails();

	LevelQuestions(MonotonicClock clock) {
		this.clock = clock;
	}

	/**
	 * Return the ends that are known.
	 */
	KnownTails tails() {
		return this.tails;
	}

	/**
	 * Ask a region for the end of its log.
	 * @return completes when it has answered, or failed to
	 */
	CompletableFuture<?> tail(SingleRegionStore region) {
		long sent = this.clock.nanos();
		if (!region.canBeAsked()) {
			return CompletableFuture.completedFuture(null);
		}
		return region.link()
			.ask((session) -> LevelQuery.tail(session, region.region())
				.thenAccept((position) -> noteTail(region, session, position, sent)))
			.exceptionally((ex) -> null);
	}

	/**
	 * A server that was replaced meanwhile is believed until its heartbeat stands still
	 * for too long: the tail is no newer than that.
	 */
	private void noteTail(SingleRegionStore region, Session session, Position position, long sent) {
		SessionTrust trust = session.trust();
		if (!trust.hasLapsed()) {
			long moved = this.clock.nanos() - trust.silentFor();
			this.tails.add(new RegionTail(region.region(), position, (moved - sent < 0) ? moved : sent));
		}
	}

	/**
	 * Ask a region what it has applied of some others, as far as the ends of their logs
	 * are known.
	 */
	CompletableFuture<AppliedTails> applied(SingleRegionStore region, Collection<String> others) {
		return region.link().ask((session) -> LevelQuery.applied(session, region.region(), this.tails.of(others)));
	}

	/**
	 * Whether a server was seen to be that of its region within a bound.
	 */
	static boolean isTrusted(SingleRegionStore region, long bound) {
		long left = region.trustedFor();
		return left > 0 && SessionTrust.MAX_SILENCE.toNanos() - left <= bound;
	}

}
