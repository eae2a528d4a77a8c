package io.regioncache.benchmarks.meter;

import java.io.IOException;
import java.lang.management.ManagementFactory;

import com.sun.management.ThreadMXBean;
import io.regioncache.benchmarks.Report;
import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import org.jspecify.annotations.Nullable;

/**
 * What counting a hit costs the caller who is served, in time and in memory. Meters read
 * the counts when somebody scrapes.
 */
public final class MeterReport {

	private static final int CALLS = Integer.getInteger("benchmarks.calls", 50_000_000);

	private static final int ROUNDS = 7;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	private final CacheStatistics plain = new CacheStatistics();

	private final CacheStatistics timed = new CacheStatistics();

	private MeterReport() {
		this.timed.timeHits((nanos) -> this.timed.count(Event.MISS));
	}

	public static void main(String[] arguments) throws IOException {
		MeterReport meters = new MeterReport();
		Report report = new Report("meters", "What meters cost a hit");
		report.table("what", "ns", "bytes allocated");
		for (int round = 0; round < ROUNDS; round++) {
			boolean last = round == ROUNDS - 1;
			meters.measure(last ? report : null, "counting a hit", meters.plain);
			meters.measure(last ? report : null, "counting a hit where one in eight is timed", meters.timed);
		}
		report.note("One thread, %d calls in the last of %d rounds.", CALLS, ROUNDS);
		report.write("(not used)", "meters");
	}

	private void measure(@Nullable Report report, String what, CacheStatistics statistics) {
		long thread = Thread.currentThread().getId();
		long memory = this.threads.getThreadAllocatedBytes(thread);
		long began = System.nanoTime();
		for (int i = 0; i < CALLS; i++) {
			hit(statistics);
		}
		long nanos = System.nanoTime() - began;
		long allocated = this.threads.getThreadAllocatedBytes(thread) - memory;
		if (report != null) {
			report.row(what, "%.1f".formatted((double) nanos / CALLS), "%.3f".formatted((double) allocated / CALLS));
		}
	}

	/**
	 * As a hit from Redis does.
	 */
	private static void hit(CacheStatistics statistics) {
		long began = statistics.isNextTimed() ? System.nanoTime() : 0;
		statistics.count(Event.HIT);
		if (began != 0) {
			statistics.hit(System.nanoTime() - began);
		}
	}

}
