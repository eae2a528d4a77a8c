package io.regioncache.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.regioncache.testkit.ChildJvm;
import io.regioncache.testkit.History;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import static io.regioncache.testkit.Patience.awaitThroughErrors;

/**
 * Applications in three regions that keep their entries, which read and invalidate while
 * one server after another fails over.
 */
final class FailoverChaos implements AutoCloseable {

	static final String TWO_AT_ONCE = "two regions at once";

	static final String WITH_PROCESS = "together with a process (kill -9)";

	private static final Log logger = LogFactory.getLog(FailoverChaos.class);

	private static final Duration CUT = Duration.ofMillis(200);

	/** For how long keys are left behind; later ones are used again and again. */
	private static final Duration LENGTH = Duration.ofSeconds(90);

	private static final int ROUNDS_BETWEEN_KILLS = 20;

	private final List<ChaosNode> nodes = new ArrayList<>();

	private final Set<String> epochs = new HashSet<>();

	private final List<FailoverRegion> regions;

	private final Random dice;

	private final Path file;

	private final ChaosRace race;

	private final List<String> places = new ArrayList<>();

	/**
	 * Start applications.
	 * @param seed repeats what is done, in which order
	 * @param directory where files may be kept
	 * @param regions what they run on; those after the first have one process
	 */
	FailoverChaos(long seed, Path directory, List<FailoverRegion> regions) {
		this.dice = new Random(seed);
		this.file = directory.resolve("history-" + seed);
		this.regions = regions;
		IntStream.of(0, 0, 1, 2).mapToObj(regions::get).forEach((region) -> {
			List<String> properties = properties(region);
			this.nodes.add(new ChaosNode(region.name(), () -> new ApplicationProcess(properties)));
		});
		this.race = new ChaosRace(this.nodes, LENGTH, ChaosRules.of(false), this::begin);
	}

	private History begin(int keys, List<String> nodes) {
		this.places.addAll(nodes);
		this.places.add(this.regions.get(0).name());
		return History.shared(this.file, keys, this.places);
	}

	private List<String> properties(FailoverRegion home) {
		List<String> properties = new ArrayList<>(
				List.of("regions.home=" + home.name(), "regions.on-failover=redrive", "regions.command-timeout=500ms"));
		this.regions.forEach((region) -> properties.addAll(region.site().properties(region.name(), home.name())));
		return properties;
	}

	/**
	 * Let servers fail over, and judge.
	 * @param rounds how often
	 * @param tally counts what it costs
	 */
	void run(int rounds, FailoverTally tally) throws InterruptedException {
		awaitFamiliar(0);
		this.race.start(1, 2);
		FailoverSchedule schedule = new FailoverSchedule(this.regions, this.dice);
		for (int round = 1; round <= rounds && !this.race.history().isViolated(); round++) {
			round((round % ROUNDS_BETWEEN_KILLS == 0) ? schedule.nextWithProcess() : schedule.next(), tally);
		}
		this.race.stop();
		if (!this.race.history().isViolated()) {
			this.race.settle(Duration.ofSeconds(30));
		}
		tally.raced(this.race.history(), this.race.pairs());
		logger.info(this.race);
		ChaosAudits.check(this.nodes, this.race.history());
		this.race.history().assertSound(this.race, tally);
	}

	private void round(FailoverSchedule.Item item, FailoverTally tally) {
		try {
			if (item.kind().equals(WITH_PROCESS)) {
				try (ChildJvm writer = startWriter()) {
					failOver(item, writer::kill, tally);
					writer.output().stream().filter((line) -> line.startsWith("failed")).forEach(this::failed);
				}
			}
			else {
				failOver(item, () -> {
				}, tally);
			}
		}
		catch (RuntimeException | Error ex) {
			this.race.history().failed(new IllegalStateException(String.valueOf(item), ex));
			this.regions.forEach(FailoverChaos::describe);
		}
	}

	private static void describe(FailoverRegion region) {
		try {
			logger.warn("%s: %s".formatted(region.name(), region.state()));
		}
		catch (RuntimeException ex) {
			logger.warn(region.name() + ": its server does not answer", ex);
		}
	}

	private void failed(String line) {
		this.race.history().failed(new IllegalStateException("The process that was killed: " + line));
	}

	private ChildJvm startWriter() {
		ChildJvm writer = FailoverWriter.start(this.file, this.race.history().keys(), this.places, this.race.begun(),
				properties(this.regions.get(0)));
		writer.awaitLine("writes");
		awaitFamiliar(1);
		return writer;
	}

	private void failOver(FailoverSchedule.Item item, Runnable killed, FailoverTally tally) {
		boolean process = item.kind().equals(WITH_PROCESS);
		awaitFamiliar(process ? 1 : 0);
		this.regions.forEach((region) -> KeptEntries.fill(nodeIn(region)));
		FailoverRound round = new FailoverRound(this.regions, item.regions(), this.epochs);
		boolean cut = this.dice.nextBoolean();
		if (cut) {
			item.regions().forEach((region) -> region.site().cutLinks());
			LockSupport.parkNanos(CUT.toNanos());
		}
		killed.run();
		if (process) {
			this.race.history().died(this.places.size() - 1);
		}
		item.failOver();
		item.regions().forEach((region) -> region.site().healLinks());
		awaitThroughErrors(round::isOver);
		round.count(tally.of(item.kind()), this::nodeIn);
		logger.info("%s, links %s: %s".formatted(item, cut ? "cut" : "whole", round));
	}

	/**
	 * Wait until every region can vouch for every other.
	 */
	private void awaitFamiliar(int more) {
		this.regions.forEach((region) -> awaitThroughErrors(() -> {
			region.site().awaitWhole();
			return true;
		}));
		awaitThroughErrors(() -> this.nodes.stream().allMatch(ChaosNode::isAvailable)
				&& this.regions.stream().allMatch((source) -> isFamiliar(source, more)));
	}

	private boolean isFamiliar(FailoverRegion source, int more) {
		int writers = (int) this.nodes.stream().filter((node) -> node.region().equals(source.name())).count()
				+ (source.equals(this.regions.get(0)) ? more : 0);
		return this.regions.stream()
			.filter((region) -> !region.equals(source))
			.allMatch((region) -> region.knows(source, writers));
	}

	private ChaosNode nodeIn(FailoverRegion region) {
		return this.nodes.stream().filter((node) -> node.region().equals(region.name())).findFirst().orElseThrow();
	}

	@Override
	public void close() {
		this.nodes.forEach(ChaosNode::close);
		this.regions.forEach((region) -> region.site().close());
	}

}
