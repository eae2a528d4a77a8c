package io.regioncache.benchmarks.replication;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.replication.Topology;
import io.regioncache.store.write.InvalidationResult;

/**
 * How fast invalidations travel between regions: at leisure, when the hub is killed, in
 * nine regions, and after a partition.
 */
public final class ReplicationReport {

	private static final int RATE = Integer.getInteger("benchmarks.rate", 1000);

	private static final int SECONDS = Integer.getInteger("benchmarks.seconds", 30);

	private static final int KILLS = Integer.getInteger("benchmarks.kills", 5);

	private static final int PARTITION = Integer.getInteger("benchmarks.partition", 60);

	private static final int BEHIND = Integer.getInteger("benchmarks.behind", 10_000);

	private static final List<String> THREE = List.of("east", "west", "south");

	private static final Map<String, Integer> DISTANCES = new LinkedHashMap<>(
			Map.of("east west", 40, "west south", 80, "east south", 120));

	private ReplicationReport() {
	}

	public static void main(String[] arguments) throws IOException {
		Report report = new Report("replication", "Invalidations between regions");
		String version = lag(report);
		hubKilled(report);
		nine(report);
		partition(report);
		report.note("Load of the machine at the end, all of this included: %.1f.",
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
		report.write(version, "replication");
		System.exit(0);
	}

	private static Regions threeApart() {
		Regions regions = new Regions(Topology.mesh(THREE));
		DISTANCES.forEach((pair, millis) -> regions.network()
			.distance(pair.split(" ")[0], pair.split(" ")[1], Duration.ofMillis(millis)));
		return regions.start();
	}

	private static String lag(Report report) {
		try (Regions regions = threeApart()) {
			invalidate(regions, THREE, RATE, "warm", RATE * 10);
			AtomicLong done = new AtomicLong();
			long begun = System.nanoTime();
			done.set(invalidate(regions, THREE, RATE, "tag", RATE * SECONDS));
			double rate = done.get() / ((System.nanoTime() - begun) / 1e9);
			Regions.await(Duration.ofSeconds(30), () -> THREE.stream()
				.allMatch((region) -> regions.watcher(region).count((tag) -> tag.startsWith("tag")) >= done.get()));
			report.note("## From publish to apply");
			report.table("from", "to", "one way, ms", "median beyond it, ms", "99 % beyond it, ms", "most, ms",
					"invalidations");
			List<Double> all = new ArrayList<>();
			DISTANCES.forEach((pair, millis) -> {
				String[] ends = pair.split(" ");
				all.addAll(row(report, regions, ends[0], ends[1], millis));
				all.addAll(row(report, regions, ends[1], ends[0], millis));
			});
			report.row("all", "", "", "**%.2f**".formatted(percentile(all, 0.5)),
					"**%.2f**".formatted(percentile(all, 0.99)), "%.1f".formatted(percentile(all, 1)),
					String.valueOf(all.size()));
			report.note("Three regions in a mesh, each invalidates in turn: %.0f invalidations a second in all, each of"
					+ " a tag of its own, for %d s after a warm-up of 10 s. Time runs from the moment a client beside the"
					+ " origin's server hears of the record to the moment one beside the destination's hears that it was"
					+ " applied; both are published by the script that writes the marker.", rate, SECONDS);
			return regions.version();
		}
	}

	private static List<Double> row(Report report, Regions regions, String from, String to, int millis) {
		Map<String, Long> published = regions.watcher(from).seen();
		List<Double> beyond = new ArrayList<>();
		regions.watcher(to).seen().forEach((tag, applied) -> {
			if (tag.startsWith("tag-" + from + "-")) {
				beyond.add((applied - published.get(tag)) / 1e6 - millis);
			}
		});
		report.row(from, to, String.valueOf(millis), "%.2f".formatted(percentile(beyond, 0.5)),
				"%.2f".formatted(percentile(beyond, 0.99)), "%.1f".formatted(percentile(beyond, 1)),
				String.valueOf(beyond.size()));
		return beyond;
	}

	private static double percentile(List<Double> values, double share) {
		return Medians.percentile(values.stream().mapToDouble(Double::doubleValue), share);
	}

	/**
	 * Invalidate tags at a steady rate, from each region in turn.
	 * @return how many
	 */
	private static long invalidate(Regions regions, List<String> from, int rate, String prefix, int count) {
		long begun = System.nanoTime();
		for (int i = 0; i < count; i++) {
			String region = from.get(i % from.size());
			regions.node(region).invalidate(prefix + "-" + region + "-" + i);
			long due = begun + (i + 1) * 1_000_000_000L / rate;
			Regions.rest(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
		}
		return count;
	}

	private static void hubKilled(Report report) {
		report.note("## The hub is killed");
		report.table("time", "until a new hub has passed on an invalidation, s", "reads of the spokes meanwhile",
				"not answered", "longest read, ms", "lost");
		List<Double> times = new ArrayList<>();
		for (int i = 1; i <= KILLS; i++) {
			times.add(killHub(report, i));
		}
		report.row("worst", "**%.2f**".formatted(percentile(times, 1)), "", "", "", "");
		report
			.note("Four regions around a hub, each 40 ms from every other. The server of the hub ends; from that moment"
					+ " one spoke invalidates a tag every 20 ms, until the other two have applied one. *Lost* are those of"
					+ " them which have not arrived 10 s later.");
	}

	private static double killHub(Report report, int number) {
		List<String> names = List.of("hub", "east", "west", "south");
		Regions regions = new Regions(Topology.hub(names, "hub"));
		regions.network().distance(Duration.ofMillis(40));
		try (regions) {
			regions.start();
			AtomicBoolean over = new AtomicBoolean();
			AtomicLong reads = new AtomicLong();
			AtomicLong unanswered = new AtomicLong();
			AtomicLong longest = new AtomicLong();
			List<Thread> readers = names.subList(1, 4).stream().map((spoke) -> new Thread(() -> {
				while (!over.get()) {
					long begun = System.nanoTime();
					if (!regions.node(spoke).reads()) {
						unanswered.incrementAndGet();
					}
					reads.incrementAndGet();
					longest.accumulateAndGet(System.nanoTime() - begun, Math::max);
					Regions.rest(Duration.ofMillis(1));
				}
			})).toList();
			readers.forEach(Thread::start);
			Regions.rest(Duration.ofSeconds(2));
			THREE.forEach((spoke) -> regions.watcher(spoke).begin());
			regions.kill("hub");
			long killed = System.nanoTime();
			List<String> sent = new ArrayList<>();
			Regions.await(Duration.ofSeconds(60), () -> {
				String tag = "after-" + sent.size();
				if (regions.node("east").invalidate(tag).join() == InvalidationResult.APPLIED) {
					sent.add(tag);
				}
				Regions.rest(Duration.ofMillis(19));
				return THREE.subList(1, 3).stream().allMatch((spoke) -> regions.watcher(spoke).isMarked("after-0"));
			});
			double time = (System.nanoTime() - killed) / 1e9;
			over.set(true);
			long end = System.nanoTime() + 10_000_000_000L;
			while (lost(regions, sent) > 0 && System.nanoTime() < end) {
				Regions.rest(Duration.ofMillis(20));
			}
			report.row(String.valueOf(number), "%.2f".formatted(time), String.valueOf(reads),
					String.valueOf(unanswered), "%.0f".formatted(longest.get() / 1e6),
					String.valueOf(lost(regions, sent)));
			return time;
		}
	}

	private static long lost(Regions regions, List<String> sent) {
		return sent.stream()
			.filter((tag) -> !regions.watcher("west").isMarked(tag) || !regions.watcher("south").isMarked(tag))
			.count();
	}

	private static void nine(Report report) {
		List<String> names = IntStream.rangeClosed(1, 9).mapToObj((number) -> "region" + number).toList();
		Regions regions = new Regions(Topology.hub(names, "region1"));
		regions.network().distance(Duration.ofMillis(80));
		try (regions) {
			long begun = System.nanoTime();
			regions.start();
			double met = (System.nanoTime() - begun) / 1e9;
			int count = 900;
			long sent = System.nanoTime();
			invalidate(regions, names, 300, "tag", count);
			double sending = (System.nanoTime() - sent) / 1e9;
			Regions.await(Duration.ofSeconds(60),
					() -> names.stream()
						.allMatch((name) -> IntStream.range(0, count)
							.allMatch((i) -> regions.watcher(name).isMarked("tag-" + names.get(i % 9) + "-" + i))));
			double converged = (System.nanoTime() - sent) / 1e9 - sending;
			report.note("## Nine regions around a hub");
			report.table("what", "value");
			report.row("until all had met, s", "%.1f".formatted(met));
			report.row("invalidations, from every region in turn, 300 a second", String.valueOf(count));
			report.row("after the last of them, until every region had applied all, s",
					"**%.2f**".formatted(converged));
			report.note("Each 80 ms one way from every other, so 160 ms from spoke to spoke.");
		}
	}

	private static void partition(Report report) {
		report.note("## After a partition");
		report.table("what", "value");
		try (Regions regions = threeApart()) {
			regions.network().isolate("east");
			long cut = System.nanoTime();
			invalidate(regions, List.of("east"), BEHIND / Math.max(1, PARTITION - 5), "behind", BEHIND / 2);
			invalidate(regions, List.of("west"), BEHIND / Math.max(1, PARTITION - 5), "ahead", BEHIND / 2);
			Regions.rest(Duration.ofNanos(Math.max(0, cut + PARTITION * 1_000_000_000L - System.nanoTime())));
			double lasted = (System.nanoTime() - cut) / 1e9;
			regions.network().heal();
			long healed = System.nanoTime();
			report.row("the partition lasted, s", "%.1f".formatted(lasted));
			report.row("invalidations on its one side and its other", BEHIND / 2 + " and " + BEHIND / 2);
			caughtUp(report, regions, healed, "west", "behind-east-");
			caughtUp(report, regions, healed, "south", "behind-east-");
			caughtUp(report, regions, healed, "east", "ahead-west-");
			report.note("The regions of the first table; east is cut off from both others. What is sent into the cut is"
					+ " withheld, as by a network that drops packets, and connections stay until somebody gives them up.");
		}
	}

	private static void caughtUp(Report report, Regions regions, long healed, String region, String prefix) {
		Regions.await(Duration.ofSeconds(120),
				() -> IntStream.range(0, BEHIND / 2).allMatch((i) -> regions.watcher(region).isMarked(prefix + i)));
		report.row("after healing, until " + region + " had all of " + prefix.split("-")[1] + ", s",
				"**%.2f**".formatted((System.nanoTime() - healed) / 1e9));
	}

}
