package io.regioncache.benchmarks.near;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

import io.regioncache.benchmarks.near.NearApplication.Wanted;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One hit in the memory of the process, seen by the thread that calls.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NearHitBenchmark {

	/** Names the port of the server, which the driver has started. */
	public static final String PORT = "benchmarks.redis.port";

	private static final long ID = 42;

	private static final Wanted WANTED = new Wanted(ID);

	/**
	 * Every application has misses. What is compiled knows them, so nothing that a miss
	 * needs can be left out of a hit.
	 */
	private static final int MISSES = 2_000;

	private static final int INVALIDATIONS_PER_SECOND = 1_000;

	@Param({ "caffeine", "spring-caffeine", "near-api", "near", "near-tags", "near-tags-invalidating", "near-property",
			"near-arguments", "near-future", "near-mono", "redisson-local", "jetcache-both" })
	public String contender;

	private LongFunction<Item> items;

	private AutoCloseable open = () -> {
	};

	private volatile boolean over;

	@Setup(Level.Trial)
	public void fill() {
		this.items = create();
		for (long other = 1; other <= MISSES; other++) {
			this.items.apply(-other);
		}
		for (int call = 0; call < 1_000; call++) {
			if (this.items.apply(ID).id() != ID) {
				throw new IllegalStateException("Another item was returned");
			}
		}
	}

	private LongFunction<Item> create() {
		if (this.contender.equals("caffeine")) {
			return CaffeineItems.behindBareAdvice()::find;
		}
		if (this.contender.equals("spring-caffeine")) {
			return CaffeineItems.behindSpring()::find;
		}
		int port = Integer.getInteger(PORT);
		return switch (this.contender) {
			case "redisson-local" -> open(PeerItems.redisson(port));
			case "jetcache-both" -> open(PeerItems.jetCache(port));
			default -> openNear(port);
		};
	}

	private LongFunction<Item> open(PeerItems peer) {
		this.open = peer;
		return peer.find();
	}

	private LongFunction<Item> openNear(int port) {
		NearApplication application = new NearApplication(port);
		this.open = application;
		if (this.contender.equals("near-tags-invalidating")) {
			NearApplication other = new NearApplication(port);
			Thread invalidator = new Thread(() -> invalidate(other));
			invalidator.setDaemon(true);
			invalidator.start();
			this.open = () -> {
				this.over = true;
				invalidator.join();
				other.close();
				application.close();
			};
		}
		return switch (this.contender) {
			case "near-api" -> application::get;
			case "near" -> application.items()::find;
			case "near-property" -> (id) -> application.items().findWanted((id == ID) ? WANTED : new Wanted(id));
			case "near-arguments" -> (id) -> application.items().findPriced(id, "EUR");
			case "near-future" -> (id) -> application.items().findLater(id).join();
			case "near-mono" -> (id) -> application.items().findReactive(id).block();
			default -> application.items()::findTagged;
		};
	}

	private void invalidate(NearApplication other) {
		long start = System.nanoTime();
		for (long count = 1; !this.over; count++) {
			other.items().changed("other:" + count % 10);
			LockSupport.parkNanos(start + count * 1_000_000_000L / INVALIDATIONS_PER_SECOND - System.nanoTime());
		}
	}

	@TearDown(Level.Trial)
	public void close() throws Exception {
		this.open.close();
	}

	@Benchmark
	public Item hit() {
		return this.items.apply(ID);
	}

}
