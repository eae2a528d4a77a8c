package io.regioncache.chaos;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.testkit.ChildJvm;
import io.regioncache.testkit.History;
import io.regioncache.testkit.Reach;

/**
 * An application of its own JVM that commits and invalidates until it is killed.
 */
final class FailoverWriter {

	private static final long PAUSE_NANOS = 10_000_000;

	private final History history;

	private final ChaosNode node;

	private final int number;

	private final int relays;

	private long applied;

	private FailoverWriter(History history, ChaosNode node, int number, int relays) {
		this.history = history;
		this.node = node;
		this.number = number;
		this.relays = relays;
	}

	/**
	 * Start one. It takes part in a history as the last of its nodes.
	 */
	static ChildJvm start(Path history, int keys, List<String> places, long begun, List<String> properties) {
		return ChildJvm.start(FailoverWriter.class, history.toString(), String.valueOf(keys), String.join(",", places),
				String.valueOf(begun), String.join("\n", properties));
	}

	/**
	 * @param arguments the file of the history, its number of keys, its nodes, when it
	 * began, and the properties of the application
	 */
	static void main(String[] arguments) {
		List<String> places = List.of(arguments[2].split(","));
		History history = History.shared(Path.of(arguments[0]), Integer.parseInt(arguments[1]), places);
		int number = places.size() - 1;
		ChaosNode node = new ChaosNode(places.get(number),
				() -> new ApplicationProcess(List.of(arguments[4].split("\n"))));
		new FailoverWriter(history, node, number, places.indexOf("relays")).run(Long.parseLong(arguments[3]));
	}

	private void run(long begun) {
		while (true) {
			try {
				write(ChaosRace.keyInWindow(begun, this.history.keys()));
			}
			catch (RuntimeException | Error ex) {
				System.out.println("failed: " + ex);
			}
			LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2 * PAUSE_NANOS));
		}
	}

	private void write(int key) {
		long[] version = { 0 };
		this.node.invalidate(key, () -> version[0] = this.history.commit(this.number, key), (outcome) -> {
			this.history.invalidated(this.number, key, version[0],
					(outcome == InvalidationOutcome.APPLIED) ? Reach.REGION : Reach.NODE);
			if (outcome == InvalidationOutcome.APPLIED && this.applied++ == 0) {
				// Now it is registered
				System.out.println("writes");
			}
			if (outcome == InvalidationOutcome.RELAYED) {
				this.history.invalidated(this.relays, key, version[0], Reach.NODE);
			}
		});
	}

}
