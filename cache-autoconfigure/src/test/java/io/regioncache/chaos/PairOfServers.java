package io.regioncache.chaos;

import java.time.Duration;

import io.regioncache.test.SimulatedLink;
import io.regioncache.testkit.RedisPair;
import io.regioncache.testkit.RedisServer;

/**
 * A region of a primary and a replica, configured as {@code docs/failures.md} says: a
 * primary that is alone refuses writes.
 */
final class PairOfServers extends RegionServers {

	private static final String ALONE = "min-replicas-to-write";

	/**
	 * How long until a primary that is cut off refuses writes, and nobody believes it.
	 */
	private static final Duration DISTRUSTED = Duration.ofMillis(8500);

	private final RedisPair pair = RedisPair.start("appendonly yes", "min-replicas-to-write 1",
			"min-replicas-max-lag 2", "repl-diskless-sync-delay 0", "repl-ping-replica-period 1");

	private final Crossing crossing = new Crossing(this.pair.primary());

	PairOfServers(Delays pause) {
		super(pause);
	}

	@Override
	String url() {
		return this.crossing.url();
	}

	@Override
	RedisServer server() {
		return this.pair.primary();
	}

	@Override
	void suffer(Fault fault) {
		switch (fault.kind()) {
			case FAILOVER_LOST_TAIL -> failOver(fault.hold());
			case OLD_PRIMARY_BACK -> reignInTurns(fault.hold());
			case SPLIT_BRAIN -> split(fault.hold());
			case NO_REPLICA -> {
				this.pair.link().blackHole();
				hold(fault.hold());
				this.pair.link().heal();
			}
			default -> super.suffer(fault);
		}
	}

	private void failOver(Duration hold) {
		SimulatedLink link = this.pair.link();
		link.blackHole();
		hold(hold);
		this.pair.primary().kill();
		promote();
		this.crossing.dropOthers();
		link.heal();
		this.pair.follow();
	}

	private void reignInTurns(Duration hold) {
		RedisServer former = this.pair.primary();
		former.kill();
		promote();
		allowAlone(true);
		this.crossing.dropOthers();
		hold(hold);
		this.pair.primary().kill();
		former.restart();
		promote();
		allowAlone(true);
		hold(hold);
		this.pair.follow();
		allowAlone(false);
	}

	private void split(Duration hold) {
		SimulatedLink link = this.pair.link();
		link.blackHole();
		// Who promotes sooner has two primaries that are believed: a known limit
		if (hold(DISTRUSTED)) {
			promote();
			allowAlone(true);
			hold(hold);
			link.heal();
			this.pair.follow();
			this.crossing.dropOthers();
			allowAlone(false);
		}
		link.heal();
	}

	private void promote() {
		this.pair.promote();
		this.crossing.leadTo(this.pair.primary());
	}

	private void allowAlone(boolean allowed) {
		this.pair.primary().admin().configure(ALONE, allowed ? "0" : "1");
	}

	@Override
	public void close() {
		this.crossing.close();
		this.pair.close();
	}

}
