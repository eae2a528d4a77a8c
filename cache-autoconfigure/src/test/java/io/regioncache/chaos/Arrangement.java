package io.regioncache.chaos;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

import io.regioncache.testkit.RedisServer;
import org.jspecify.annotations.Nullable;

/**
 * Servers as users run them, applications on them, and what can be done to the servers.
 * One thread uses it.
 */
abstract class Arrangement implements AutoCloseable {

	/** Where the metadata of the applications lies. */
	static final String METADATA = "{app}:m";

	private final Map<String, Disturbance> disturbances = new LinkedHashMap<>();

	private final OldReads oldReads = new OldReads();

	private @Nullable Applications applications;

	private volatile Duration slowestTakeOver = Duration.ZERO;

	/**
	 * Add something that is done to the servers.
	 * @param name its name in the results
	 * @param disturbance does it, and undoes what does not heal by itself
	 */
	final void add(String name, Disturbance disturbance) {
		this.disturbances.put(name, disturbance);
	}

	final Map<String, Disturbance> disturbances() {
		return this.disturbances;
	}

	/**
	 * The times in which the contract allows old values.
	 */
	final OldReads oldReads() {
		return this.oldReads;
	}

	/**
	 * Kill a server and wait until another serves in its place.
	 * @param kill does both
	 */
	final void takeOver(Runnable kill) {
		long begun = System.nanoTime();
		kill.run();
		Duration taken = Duration.ofNanos(System.nanoTime() - begun);
		if (taken.compareTo(this.slowestTakeOver) > 0) {
			this.slowestTakeOver = taken;
		}
	}

	final Duration slowestTakeOver() {
		return this.slowestTakeOver;
	}

	/**
	 * The places of applications, in the order of their nodes.
	 */
	abstract List<Place> places();

	/**
	 * By which rules what the applications read is judged.
	 */
	ChaosRules rules() {
		return new ChaosRules(false, this.oldReads, 1, (key) -> 0, (node) -> node);
	}

	/**
	 * Wait until all servers are well.
	 */
	abstract void awaitWhole();

	/**
	 * The servers that can hold locks, when all are well.
	 */
	abstract List<RedisServer> primaries();

	/**
	 * Note what runs on the servers.
	 */
	final void runs(Applications applications) {
		this.applications = applications;
	}

	final Applications applications() {
		return Objects.requireNonNull(this.applications);
	}

	/**
	 * Look at the applications while something is done.
	 * @throws AssertionError if they are not as promised
	 */
	void observe() {
	}

	@Override
	public abstract void close();

	/**
	 * Where an application runs, and how it finds its servers.
	 */
	record Place(String region, List<String> properties) {

	}

	/**
	 * What runs on the servers.
	 */
	interface Applications {

		ChaosNode get(int place);

		/**
		 * End an application and start another in its place.
		 */
		void replace(int place);

	}

	/**
	 * Something that is done to servers.
	 */
	interface Disturbance {

		/**
		 * Do it.
		 * @param dice decides to which server
		 * @param hold how long it lasts
		 */
		void happen(Random dice, Duration hold);

	}

}
