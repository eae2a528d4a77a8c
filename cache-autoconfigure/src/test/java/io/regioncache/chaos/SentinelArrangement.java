package io.regioncache.chaos;

import java.util.List;

import io.regioncache.testkit.RedisSentinelSetup;
import io.regioncache.testkit.RedisServer;

/**
 * A region behind three sentinels, of a primary and two replicas that are configured as
 * {@code docs/failures.md} says.
 */
final class SentinelArrangement extends Arrangement {

	private static final int DOWN_AFTER_MILLIS = 2000;

	private final RedisSentinelSetup setup = RedisSentinelSetup.start(3, 2, DOWN_AFTER_MILLIS,
			"min-replicas-to-write 1", "min-replicas-max-lag 2");

	SentinelArrangement(Delays delays) {
		add("primary killed", (dice, hold) -> {
			RedisServer primary = this.setup.primary();
			takeOver(this.setup::killPrimary);
			delays.hold(hold);
			this.setup.rejoin(primary);
		});
		add("primary frozen", (dice, hold) -> {
			RedisServer primary = this.setup.primary();
			primary.pause();
			delays.hold(hold);
			primary.resume();
		});
		add("fail-over forced", (dice, hold) -> this.setup.failOver());
		add("replica killed", (dice, hold) -> {
			RedisServer replica = this.setup.replica();
			replica.kill();
			delays.hold(hold);
			this.setup.rejoin(replica);
		});
	}

	@Override
	List<Place> places() {
		Place place = new Place("here",
				List.of("regions.home=here", "regions.endpoints.here.sentinel.master=" + this.setup.name(),
						"regions.endpoints.here.sentinel.nodes=" + String.join(",", this.setup.sentinelAddresses())));
		return List.of(place, place);
	}

	@Override
	void awaitWhole() {
		this.setup.awaitWhole();
	}

	@Override
	List<RedisServer> primaries() {
		return List.of(this.setup.primary());
	}

	@Override
	public void close() {
		this.setup.close();
	}

}
