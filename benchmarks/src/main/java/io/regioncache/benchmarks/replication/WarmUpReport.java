package io.regioncache.benchmarks.replication;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.benchmarks.Medians;
import io.regioncache.benchmarks.Report;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.entry.CacheCopies;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.replication.Topology;
import io.regioncache.replication.warming.WarmUp;
import io.regioncache.replication.warming.WarmUpListener;
import io.regioncache.replication.warming.WarmUpSettings;

/**
 * A third region that has no entries copies those of a neighbor: how long it takes, what
 * callers of the neighbor notice, and what the origin does.
 */
public final class WarmUpReport {

	private static final int ENTRIES = Integer.getInteger("benchmarks.entries", 100_000);

	private static final int BYTES = 2048;

	private static final int QUIET_SECONDS = Integer.getInteger("benchmarks.quiet", 20);

	private static final long RATE = Long.getLong("benchmarks.rate", 8 * 1024 * 1024);

	private static final int FILLING = 16;

	private static final String CACHE = "products";

	private static final List<String> REGIONS = List.of("east", "south", "west");

	private static final String VALUE = value();

	private WarmUpReport() {
	}

	private static String value() {
		StringBuilder value = new StringBuilder();
		new Random(1).ints(BYTES, '0', 'z').filter(Character::isLetterOrDigit).forEach(value::appendCodePoint);
		new Random(2).ints(BYTES, 'A', 'Z').limit(BYTES - value.length()).forEach(value::appendCodePoint);
		return value.toString();
	}

	public static void main(String[] arguments) throws Exception {
		Report report = new Report("warm-up", "A region that is warmed from a neighbor");
		String version = run(report);
		report.note("Load of the machine at the end, all of this included: %.1f.",
				ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
		report.write(version, "warm-up");
		System.exit(0);
	}

	private static String run(Report report) throws Exception {
		try (Regions regions = new Regions(Topology.mesh(REGIONS)).start()) {
			Side east = new Side("east", regions);
			Side south = new Side("south", regions);
			Side west = new Side("west", regions);
			Thread filling = new Thread(south::fill);
			filling.start();
			east.fill();
			filling.join();
			Phase quiet = new Phase("quiet, %d s".formatted(QUIET_SECONDS), List.of(east, south));
			quiet.begin();
			Regions.rest(Duration.ofSeconds(QUIET_SECONDS));
			quiet.end();
			Phase warming = new Phase("while the west is warmed", List.of(east, south));
			Copied copied = new Copied();
			try (WarmUp warmUp = west.warmUp(copied)) {
				warming.begin();
				long loads = west.loads.get();
				AtomicBoolean reading = new AtomicBoolean(true);
				Thread reader = new Thread(() -> west.read(reading, new ArrayList<>()));
				reader.start();
				warmUp.start();
				Regions.await(Duration.ofMinutes(5), () -> copied.took != null);
				reading.set(false);
				reader.join();
				warming.end();
				report(report, quiet, warming, copied, west.loads.get() - loads);
			}
			return regions.version();
		}
	}

	private static void report(Report report, Phase quiet, Phase warming, Copied copied, long loadsInTheWest) {
		report.table("", "hits of the east, median, µs", "99 %, µs", "hits", "loads of east and south a second");
		quiet.row(report);
		warming.row(report);
		report.note(
				"99 %% of the hits of the neighbor take **%.2f ×** as long while it is copied from, the median %.2f ×.",
				warming.percentile(0.99) / quiet.percentile(0.99), warming.percentile(0.5) / quiet.percentile(0.5));
		report.note(
				"The west is warm after **%.1f s**: %,d of %,d entries of %,d bytes copied, %,d passed over; meanwhile"
						+ " its own callers made %,d loads.",
				copied.took.toMillis() / 1e3, copied.entries.get(), ENTRIES, BYTES, copied.refused.get(),
				loadsInTheWest);
		report
			.note("Three regions in a mesh, one process each, all in one JVM. East and south hold all entries when the"
					+ " measuring begins, since regions that meet for the first time are cold once. In each region one caller"
					+ " reads a random key about every millisecond. At most %,d bytes a second are read.", RATE);
	}

	/**
	 * One region, and its callers.
	 */
	private static final class Side {

		private final AtomicLong loads = new AtomicLong();

		private final RegionNode node;

		private final RegionCacheManager caches;

		Side(String name, Regions regions) {
			this.node = regions.node(name);
			this.caches = RegionCacheManager.builder(name, this.node.store())
				.cacheDefaults(CacheSettings.DEFAULTS.mutate().type(String.class).ttl(Duration.ofHours(1)).build())
				.build();
		}

		WarmUp warmUp(WarmUpListener listener) {
			CacheCopies policy = new CacheCopies(this.node.store().own().keys(), this.caches::settings,
					(region, cache) -> Replicate.INVALIDATIONS, true);
			return new WarmUp(this.node.store(), this.node.replicator()::sources, this.node::connector, policy,
					new WarmUpSettings(RATE, Duration.ofSeconds(10)), listener);
		}

		void fill() {
			ExecutorService filling = Executors.newFixedThreadPool(FILLING);
			for (int thread = 0; thread < FILLING; thread++) {
				int first = thread;
				filling.execute(() -> {
					for (int key = first; key < ENTRIES; key += FILLING) {
						get(key);
					}
				});
			}
			filling.shutdown();
			Regions.await(Duration.ofMinutes(10), filling::isTerminated);
		}

		private void get(int key) {
			this.caches.getCache(CACHE).get(key, () -> {
				this.loads.incrementAndGet();
				return VALUE + key;
			});
		}

		void read(AtomicBoolean reading, List<Long> nanos) {
			Random random = new Random(4);
			while (reading.get()) {
				int key = random.nextInt(ENTRIES);
				long begun = System.nanoTime();
				get(key);
				nanos.add(System.nanoTime() - begun);
				Regions.rest(Duration.ofMillis(1));
			}
		}

	}

	/**
	 * A time in which the callers of some regions are watched; the times of the first are
	 * told.
	 */
	private static final class Phase {

		private final AtomicBoolean reading = new AtomicBoolean(true);

		private final List<Thread> readers = new ArrayList<>();

		private final List<Long> nanos = new ArrayList<>();

		private final String name;

		private final List<Side> sides;

		private long loads;

		private long begun;

		private double seconds;

		Phase(String name, List<Side> sides) {
			this.name = name;
			this.sides = sides;
		}

		private long loads() {
			return this.sides.stream().mapToLong((side) -> side.loads.get()).sum();
		}

		void begin() {
			this.loads = loads();
			this.begun = System.nanoTime();
			for (Side side : this.sides) {
				List<Long> times = this.readers.isEmpty() ? this.nanos : new ArrayList<>();
				Thread reader = new Thread(() -> side.read(this.reading, times));
				this.readers.add(reader);
				reader.start();
			}
		}

		void end() throws InterruptedException {
			this.reading.set(false);
			for (Thread reader : this.readers) {
				reader.join();
			}
			this.seconds = (System.nanoTime() - this.begun) / 1e9;
			this.loads = loads() - this.loads;
		}

		double percentile(double share) {
			return Medians.percentile(this.nanos.stream().mapToDouble((time) -> time / 1e3), share);
		}

		void row(Report report) {
			report.row(this.name, "%.0f".formatted(percentile(0.5)), "%.0f".formatted(percentile(0.99)),
					"%,d".formatted(this.nanos.size()), "%.2f".formatted(this.loads / this.seconds));
		}

	}

	/**
	 * Counts the copied entries.
	 */
	private static final class Copied implements WarmUpListener {

		private final AtomicLong entries = new AtomicLong();

		private final AtomicLong refused = new AtomicLong();

		private volatile Duration took;

		@Override
		public void copied(String neighbor, int copied, int lost, long bytes) {
			this.entries.addAndGet(copied);
			this.refused.addAndGet(lost);
		}

		@Override
		public void finished(String neighbor, Duration duration) {
			this.took = duration;
		}

	}

}
