package io.regioncache.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.testkit.RedisServer;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;

/**
 * Applications that read and invalidate on an arrangement of servers, while one thing
 * after another is done to the servers.
 */
final class ArrangementChaos implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ArrangementChaos.class);

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	/** Far less than the time to live of the locks. */
	private static final Duration UNLOCKED_WITHIN = Duration.ofSeconds(10);

	private final CountDownLatch end = new CountDownLatch(1);

	private final Map<String, Integer> done = new TreeMap<>();

	private final Map<String, Long> millisWithoutHits = new TreeMap<>();

	private final List<ChaosNode> nodes = new ArrayList<>();

	private final Random dice;

	private final Duration length;

	private final Arrangement arrangement;

	/**
	 * Start servers and applications.
	 * @param seed repeats what is done, in which order
	 * @param length how long things are done
	 * @param arrangement makes the servers
	 */
	ArrangementChaos(long seed, Duration length, Function<Delays, Arrangement> arrangement) {
		this.dice = new Random(seed);
		this.length = length;
		this.arrangement = arrangement.apply(this::hold);
		this.arrangement.places()
			.forEach((place) -> this.nodes
				.add(new ChaosNode(place.region(), () -> new ApplicationProcess(place.properties()))));
	}

	private boolean hold(Duration duration) {
		try {
			return !this.end.await(duration.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Do things until the time is over, heal everything, and judge.
	 * @return what was done and seen
	 */
	ArrangementResult run() throws InterruptedException {
		awaitAvailable();
		long begun = System.nanoTime();
		ChaosRace race = new ChaosRace(this.nodes, this.length, this.arrangement.rules());
		this.arrangement.runs(applications(race));
		race.start(2, 1);
		Thread disturbing = new Thread(() -> disturb(race), "disturbing");
		disturbing.start();
		while (disturbing.isAlive() && System.nanoTime() - begun < this.length.toNanos()
				&& !race.history().isViolated()) {
			hold(Duration.ofMillis(50));
			observe(race);
		}
		this.end.countDown();
		disturbing.join();
		race.stop();
		if (!race.history().isViolated()) {
			awaitAvailable();
			race.settle(Duration.ofSeconds(30));
		}
		ArrangementResult result = new ArrangementResult(Duration.ofNanos(System.nanoTime() - begun), this.done,
				race.history().reads(), race.invalidations(), this.millisWithoutHits, race.slowestRead(),
				this.arrangement.slowestTakeOver(), this.arrangement.oldReads().latest(),
				this.nodes.stream().mapToLong(ChaosNode::lockTimeouts).sum());
		logger.info("%s; %s".formatted(result, race));
		ChaosAudits.check(this.nodes, race.history());
		race.history().assertSound(race, result);
		Awaitility.await("all locks are released").atMost(UNLOCKED_WITHIN).until(() -> locks().isEmpty());
		return result;
	}

	private Arrangement.Applications applications(ChaosRace race) {
		return new Arrangement.Applications() {

			@Override
			public ChaosNode get(int place) {
				return ArrangementChaos.this.nodes.get(place);
			}

			@Override
			public void replace(int place) {
				// What it had not yet told anybody ends with it
				get(place).replace(() -> race.history().died(place));
			}

		};
	}

	private void disturb(ChaosRace race) {
		List<String> bag = new ArrayList<>();
		String last = "nothing";
		while (pause(race, last)) {
			if (bag.isEmpty()) {
				bag.addAll(this.arrangement.disturbances().keySet());
				Collections.shuffle(bag, this.dice);
			}
			String name = bag.remove(0);
			last = name;
			// Most are short, some outlast every time-out
			int millis = (this.dice.nextInt(3) == 0) ? 2000 + this.dice.nextInt(4000) : this.dice.nextInt(1200);
			logger.info("%s for %d ms".formatted(name, millis));
			try {
				this.arrangement.disturbances().get(name).happen(this.dice, Duration.ofMillis(millis));
				this.done.merge(name, 1, Integer::sum);
				this.arrangement.awaitWhole();
			}
			catch (RuntimeException | Error ex) {
				race.history().failed(new IllegalStateException("The harness failed: " + name, ex));
			}
		}
	}

	/**
	 * Let the applications come to rest, and see how long the last thing has kept them
	 * from hits.
	 */
	private boolean pause(ChaosRace race, String last) {
		boolean passed = hold(Duration.ofMillis(500 + this.dice.nextInt(1500)));
		this.millisWithoutHits.merge(last, race.withoutHits().toMillis(), Math::max);
		return passed;
	}

	private void observe(ChaosRace race) {
		try {
			this.arrangement.observe();
		}
		catch (AssertionError ex) {
			race.history().failed(ex);
		}
	}

	private void awaitAvailable() {
		this.arrangement.awaitWhole();
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.atMost(PATIENCE)
			.until(() -> this.nodes.stream().allMatch(ChaosNode::isAvailable));
	}

	private List<Object> locks() {
		List<Object> locks = new ArrayList<>();
		for (RedisServer primary : this.arrangement.primaries()) {
			locks.addAll(primary.admin().list("KEYS", "app:lock:*"));
		}
		return locks;
	}

	@Override
	public void close() {
		this.end.countDown();
		this.nodes.forEach(ChaosNode::close);
		this.arrangement.close();
	}

}
