package io.regioncache.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.regioncache.test.SimulatedLink;
import io.regioncache.test.SimulatedLink.Direction;
import io.regioncache.test.SimulatedNetwork;
import io.regioncache.replication.Replicator;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.awaitility.Awaitility;

/**
 * One round: regions of real servers, nodes that read and invalidate, and a schedule of
 * faults; at the end all is healed, and what was invalidated anywhere is looked for
 * everywhere.
 */
final class Chaos implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(Chaos.class);

	private static final Duration PATIENCE = Duration.ofSeconds(90);

	private final long seed;

	private final ChaosSetup setup;

	private final Duration length;

	private final Schedule schedule;

	private final CountDownLatch end = new CountDownLatch(1);

	private final Map<String, RegionServers> servers = new LinkedHashMap<>();

	private final SimulatedNetwork network;

	private final List<ChaosNode> nodes = new ArrayList<>();

	private final Map<FaultKind, Integer> done = new EnumMap<>(FaultKind.class);

	private final ChaosRace race;

	/**
	 * Prepare a round.
	 * @param seed which one
	 * @param length how long faults happen
	 * @param answering whether other regions answer reads while the own cannot be asked
	 */
	Chaos(long seed, Duration length, boolean answering) {
		this.seed = seed;
		this.setup = ChaosSetup.of(seed);
		this.length = length;
		this.schedule = Schedule.of(seed, this.setup, length);
		Map<String, String> urls = new LinkedHashMap<>();
		for (String region : this.setup.regions()) {
			RegionServers own = this.setup.pairs().contains(region) ? new PairOfServers(this::hold)
					: new SingleServer(this::hold, this.setup.clocks().contains(region));
			this.servers.put(region, own);
			urls.put(region, own.url());
		}
		this.network = SimulatedNetwork.of(urls);
		for (String region : this.setup.regions()) {
			this.network.link(region, region);
			for (int i = 0; i < this.setup.nodes(); i++) {
				String version = Integer.toString(1 + i % this.setup.versions());
				this.nodes.add(new ChaosNode(region, () -> new ReplicaProcess(region, this.setup.topology(),
						(other) -> this.network.url(region, other), version, answering)));
			}
		}
		this.race = new ChaosRace(this.nodes, length, ChaosRules.of(answering));
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
	 * Run the schedule, heal everything, and judge.
	 * @return what was done and seen
	 */
	ChaosResult run() throws InterruptedException {
		awaitLevel();
		logger.info("Seed %d: %s".formatted(this.seed, this.schedule));
		long begun = System.nanoTime();
		this.race.start(2, 2);
		List<Thread> lanes = new ArrayList<>();
		this.schedule.lanes().forEach((name, faults) -> {
			Thread lane = new Thread(() -> run(faults, begun), "chaos-" + name);
			lanes.add(lane);
			lane.start();
		});
		while (System.nanoTime() - begun < this.length.toNanos() && !this.race.history().isViolated()) {
			hold(Duration.ofMillis(100));
		}
		this.end.countDown();
		for (Thread lane : lanes) {
			lane.join();
		}
		this.network.heal();
		this.race.stop();
		Duration lasted = Duration.ofNanos(System.nanoTime() - begun);
		Duration healing = Duration.ZERO;
		if (!this.race.history().isViolated()) {
			awaitLevel();
			healing = Duration.ofNanos(System.nanoTime() - begun).minus(lasted);
			this.race.settle(Duration.ofSeconds(30));
		}
		ChaosResult result = new ChaosResult(this.seed, this.setup.toString(), lasted, healing, this.done,
				this.race.invalidations(), this.race.pairs(), this.race.history().reads(), this.race.cachedAtLast());
		logger.info("Seed %d: %s; %s".formatted(this.seed, result, this.race));
		ChaosAudits.check(this.nodes, this.race.history());
		this.race.history().assertSound(this.race, "seed " + this.seed, this.schedule);
		return result;
	}

	private void run(List<Fault> faults, long begun) {
		for (Fault fault : faults) {
			if (!hold(fault.at().minusNanos(System.nanoTime() - begun))) {
				return;
			}
			if (!this.servers.get(fault.first()).canSuffer(fault.kind())) {
				continue;
			}
			logger.info("Seed %d, at %.3f s: %s".formatted(this.seed, (System.nanoTime() - begun) / 1e9, fault));
			try {
				happen(fault);
				synchronized (this.done) {
					this.done.merge(fault.kind(), 1, Integer::sum);
				}
			}
			catch (RuntimeException | Error ex) {
				this.race.history().failed(new IllegalStateException("The harness failed at " + fault, ex));
				return;
			}
		}
	}

	private void happen(Fault fault) {
		switch (fault.kind()) {
			case CUT, CUT_ONE_WAY, BLACK_HOLE, RESET, REFUSE, JITTER, CLOSE_IN_MESSAGE -> breakLink(fault);
			case DISTANCE, NARROW -> lengthen(fault);
			case NODE_REPLACED -> {
				int node = fault.number() % this.nodes.size();
				// What it had not yet told anybody ends with it
				this.nodes.get(node).replace(() -> this.race.history().died(node));
			}
			case PROMOTED -> operate(fault, (replicator) -> replicator.promote(fault.first()));
			case PROMOTED_UNDER_PARTITION -> {
				String hub = this.nodes.get(0).replicator().topology().hub();
				this.network.isolate(hub);
				operate(fault, (replicator) -> replicator.promote(fault.first()));
				hold(fault.hold());
				this.network.heal(hub);
			}
			case DRAINED -> {
				operate(fault, (replicator) -> replicator.drain(fault.first()));
				hold(fault.hold());
				operate(fault, (replicator) -> replicator.restore(fault.first()));
			}
			default -> this.servers.get(fault.first()).suffer(fault);
		}
	}

	private void operate(Fault fault, Consumer<Replicator> decision) {
		this.nodes.get(fault.number() % this.nodes.size()).operate(decision);
	}

	private void breakLink(Fault fault) {
		SimulatedLink link = this.network.link(fault.first(), fault.second());
		switch (fault.kind()) {
			case CUT -> this.network.cut(fault.first(), fault.second());
			case CUT_ONE_WAY -> this.network.cutOneWay(fault.first(), fault.second());
			case BLACK_HOLE -> link.blackHole();
			case RESET -> link.reset();
			case REFUSE -> link.refuse();
			case JITTER -> link.jitter(Duration.ofMillis(fault.number() % 100));
			default -> link.closeAfter(Direction.values()[fault.number() % 2], fault.number() % 20_000);
		}
		hold(fault.hold());
		link.jitter(Duration.ZERO);
		this.network.heal(fault.first(), fault.second());
	}

	private void lengthen(Fault fault) {
		SimulatedLink link = this.network.link(fault.first(), fault.second());
		if (fault.kind() == FaultKind.NARROW) {
			link.bandwidth(2_000 + fault.number() % 100_000);
		}
		else {
			link.latency(Duration.ofMillis(fault.number() % 300));
		}
		hold(fault.hold());
		link.bandwidth(Long.MAX_VALUE);
		link.latency(Duration.ZERO);
	}

	/**
	 * Wait until every region is available and level with all that it reads from.
	 */
	private void awaitLevel() {
		Awaitility.await()
			.pollInterval(Duration.ofMillis(50))
			.atMost(PATIENCE)
			.untilAsserted(() -> this.setup.regions().forEach(this::assertLevel));
	}

	private void assertLevel(String region) {
		List<ChaosNode> own = this.nodes.stream().filter((node) -> node.region().equals(region)).toList();
		for (ChaosNode node : own) {
			if (!node.isAvailable()) {
				throw new AssertionError("A node of " + region + " cannot ask its server");
			}
		}
		Set<String> level = new TreeSet<>();
		own.forEach((node) -> node.replicator().sources().forEach((source, state) -> {
			if (state.records() == 0 && state.lag().isZero()) {
				level.add(source);
			}
		}));
		String hub = own.get(0).replicator().topology().hub();
		List<String> needed = (!this.setup.isHub() || region.equals(hub))
				? this.setup.regions().stream().filter((other) -> !other.equals(region)).toList() : List.of(hub);
		if (!level.containsAll(needed)) {
			throw new AssertionError(region + " is not level with " + needed + ", only with " + level + ": "
					+ own.stream().map((node) -> node.replicator().sources().toString()).toList());
		}
	}

	@Override
	public void close() {
		this.end.countDown();
		this.nodes.parallelStream().forEach(ChaosNode::close);
		this.network.close();
		this.servers.values().forEach(RegionServers::close);
	}

}
