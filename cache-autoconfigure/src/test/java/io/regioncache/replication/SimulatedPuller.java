package io.regioncache.replication;

import io.regioncache.region.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * A puller in a process that may die.
 */
final class SimulatedPuller {

	private final Puller puller;

	private boolean alive = true;

	private boolean busy;

	private @Nullable PullRound last;

	SimulatedPuller(SimulatedRegion home, SimulatedRegion source, Wire wire, int page, int most, Tally tally) {
		String link = link(home.name(), source.name());
		SimulatedLog log = new SimulatedLog(source, wire, link, this::isAlive, page);
		SimulatedReplica replica = new SimulatedReplica(home, source, wire, home.name(), this::isAlive, tally);
		this.puller = new Puller(source.name(), log, replica, most, new Patience(1, () -> wire.pause(this::isAlive)),
				MonotonicClock.SYSTEM);
	}

	static String link(String one, String other) {
		return (one.compareTo(other) < 0) ? one + '-' + other : other + '-' + one;
	}

	boolean isAlive() {
		return this.alive;
	}

	boolean isBusy() {
		return this.busy;
	}

	boolean isLevel() {
		return this.last != null && this.last.behind() == 0;
	}

	void die() {
		this.alive = false;
	}

	void round() {
		this.busy = true;
		this.last = null;
		this.puller.round().whenComplete((round, ex) -> {
			this.busy = false;
			this.last = round;
			if (ex != null && !(rootOf(ex) instanceof Wire.Lost)) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static Throwable rootOf(Throwable ex) {
		return (ex.getCause() != null) ? rootOf(ex.getCause()) : ex;
	}

}
