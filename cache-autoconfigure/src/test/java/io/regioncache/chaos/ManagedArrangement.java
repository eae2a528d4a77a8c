package io.regioncache.chaos;

import java.time.Duration;
import java.util.List;

import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisPair;
import io.regioncache.testkit.RedisServer;

/**
 * Two regions whose servers replicate themselves: an address leads to the primary, where
 * one region is, and another to the replica, where the other is. Whoever moves the
 * addresses closes the connections to the former servers first.
 */
final class ManagedArrangement extends Arrangement {

	private static final int IN_EAST = 2;

	/** After how long the replica takes over from a frozen primary. */
	private static final Duration TAKEN_OVER_AFTER = Duration.ofSeconds(2);

	private static final Duration LOST = Duration.ofMillis(300);

	private final Delays delays;

	private final RedisPair pair = RedisPair.start();

	private final Crossing primary = new Crossing(this.pair.primary());

	private final Crossing replica = new Crossing(this.pair.replica());

	ManagedArrangement(Delays delays) {
		this.delays = delays;
		add("primary killed", (dice, hold) -> {
			SimulatedLink link = this.pair.link();
			if (dice.nextBoolean()) {
				// What it accepts from now on is lost
				link.blackHole();
				delays.hold(LOST);
			}
			this.pair.primary().kill();
			moveAddresses();
			link.heal();
			delays.hold(hold);
			this.pair.follow();
		});
		add("primary frozen", (dice, hold) -> freezePrimary(hold));
		add("fail-over forced", (dice, hold) -> failOver());
		add("replica killed", (dice, hold) -> {
			this.pair.replica().kill();
			delays.hold(hold);
			this.pair.follow();
		});
		add("replica frozen", (dice, hold) -> {
			this.pair.replica().pause();
			delays.hold(hold);
			this.pair.replica().resume();
		});
		add("replication cut", (dice, hold) -> {
			this.pair.link().blackHole();
			delays.hold(hold);
			this.pair.link().heal();
		});
	}

	private void freezePrimary(Duration hold) {
		RedisServer frozen = this.pair.primary();
		frozen.pause();
		boolean lasts = hold.compareTo(TAKEN_OVER_AFTER) >= 0;
		this.delays.hold(lasts ? TAKEN_OVER_AFTER : hold);
		if (lasts) {
			moveAddresses();
			this.delays.hold(hold.minus(TAKEN_OVER_AFTER));
		}
		frozen.resume();
		if (lasts) {
			this.pair.follow();
		}
	}

	private void failOver() {
		RedisServer former = this.pair.primary();
		former.admin().call("CLIENT", "PAUSE", "5000", "WRITE");
		this.pair.awaitReplication();
		moveAddresses();
		former.admin().call("CLIENT", "UNPAUSE");
		this.pair.follow();
	}

	private void moveAddresses() {
		for (Crossing crossing : List.of(this.primary, this.replica)) {
			crossing.leadNowhere();
			crossing.dropOthers();
		}
		this.pair.promote();
		this.primary.leadTo(this.pair.primary());
		this.replica.leadTo(this.pair.replica());
	}

	@Override
	List<Place> places() {
		return List.of(place("east"), place("east"), place("west"));
	}

	private Place place(String region) {
		return new Place(region,
				List.of("regions.home=" + region, "regions.replication.topology=managed",
						"regions.replication.primary=east", "regions.endpoints.east.url=" + this.primary.url(),
						"regions.endpoints.west.url=" + this.replica.url()));
	}

	/**
	 * What the west invalidates is applied at the primary; whom it reads from may lack
	 * it.
	 */
	@Override
	ChaosRules rules() {
		return new ChaosRules(false, oldReads(), 1, (key) -> 0, (node) -> (node < IN_EAST) ? node : 0);
	}

	@Override
	void awaitWhole() {
		this.pair.awaitReplication();
	}

	@Override
	List<RedisServer> primaries() {
		return List.of(this.pair.primary());
	}

	@Override
	public void close() {
		this.primary.close();
		this.replica.close();
		this.pair.close();
	}

}
