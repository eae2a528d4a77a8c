package io.regioncache.cache.read;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.WrittenPosition;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.Delays;
import io.regioncache.store.log.Position;
import io.regioncache.store.position.AppliedVector;

/**
 * Whether a region has applied everything that a token names, and the wait until it has.
 */
public final class TokenCoverage {

	private static final long FIRST_PAUSE_MILLIS = 2;

	private static final long MAX_PAUSE_MILLIS = 16;

	/**
	 * After a wait in vain nobody waits for this long, unless something arrives.
	 */
	private static final long HOPELESS_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final int MAX_MISSED = 1000;

	private final MonotonicClock clock;

	private final Duration maxWait;

	private final Map<Long, Missed> missed = new ConcurrentHashMap<>();

	TokenCoverage(MonotonicClock clock, Duration maxWait) {
		this.clock = clock;
		this.maxWait = maxWait;
	}

	/**
	 * Whether this is known without asking: then the lookup is all there is to do.
	 */
	public static boolean covers(AppliedVector passed, ConsistencyToken token) {
		List<WrittenPosition> positions = token.positions();
		for (int i = 0; i < positions.size(); i++) {
			if (!passed.covers(positions.get(i).position())) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Ask what the region has passed, and ask again for as long as that may help.
	 */
	CompletableFuture<AppliedVector> await(SingleRegionStore store, ConsistencyToken token) {
		return await(store, token, this.clock.nanos() + this.maxWait.toNanos(), FIRST_PAUSE_MILLIS);
	}

	private CompletableFuture<AppliedVector> await(SingleRegionStore store, ConsistencyToken token, long deadline,
			long pause) {
		return passed(store, token).thenCompose((passed) -> {
			long left = TimeUnit.NANOSECONDS.toMillis(deadline - this.clock.nanos());
			if (covers(passed, token) || isHopeless(passed, token)) {
				return CompletableFuture.completedFuture(passed);
			}
			if (left <= 0) {
				missed(passed, token);
				return CompletableFuture.completedFuture(passed);
			}
			return Delays.ofMillis(Math.min(pause, left))
				.thenCompose((passing) -> await(store, token, deadline, Math.min(2 * pause, MAX_PAUSE_MILLIS)));
		});
	}

	/**
	 * Ask what the region has passed of the epochs that a token names.
	 */
	static CompletableFuture<AppliedVector> passed(SingleRegionStore store, ConsistencyToken token) {
		return store.applied().passed(epochs(token));
	}

	/**
	 * Return the epochs that a token names, each with its region.
	 */
	static Map<Long, String> epochs(ConsistencyToken token) {
		Map<Long, String> epochs = new LinkedHashMap<>();
		token.positions().forEach((written) -> epochs.put(written.position().epoch(), written.region()));
		return epochs;
	}

	/**
	 * Whether somebody has waited in vain a moment ago, and nothing has arrived since.
	 */
	private boolean isHopeless(AppliedVector passed, ConsistencyToken token) {
		for (Position position : positions(token)) {
			Missed missed = this.missed.get(position.epoch());
			if (missed != null && !passed.covers(position) && missed.reached() == passed.of(position.epoch())
					&& missed.until() - this.clock.nanos() > 0) {
				return true;
			}
		}
		return token.isIncomplete();
	}

	private void missed(AppliedVector passed, ConsistencyToken token) {
		if (this.missed.size() >= MAX_MISSED) {
			this.missed.clear();
		}
		for (Position position : positions(token)) {
			if (!passed.covers(position)) {
				this.missed.put(position.epoch(),
						new Missed(passed.of(position.epoch()), this.clock.nanos() + HOPELESS_NANOS));
			}
		}
	}

	private static List<Position> positions(ConsistencyToken token) {
		return token.positions().stream().map(WrittenPosition::position).toList();
	}

	/**
	 * How far the region had come in an epoch when a caller gave up waiting.
	 */
	private record Missed(long reached, long until) {
	}

}
