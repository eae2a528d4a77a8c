package io.regioncache.benchmarks.hit;

import java.util.concurrent.TimeUnit;

import io.regioncache.benchmarks.Product;
import io.regioncache.benchmarks.contender.Contender;
import io.regioncache.benchmarks.contender.Contenders;
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
 * One hit, seen by the thread that calls.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class HitBenchmark {

	/** Names the port of the server, which the driver has started. */
	public static final String PORT = "benchmarks.redis.port";

	private static final long ID = 42;

	/** A moment in which Redis did not answer in time does not spoil a median. */
	private static final int CALLS_TO_A_LOAD = 1_000;

	@Param({ "lettuce", "region-cache", "spring", "redisson-bucket", "redisson-map-cache", "jetcache" })
	public String contender;

	@Param({ "400", "10240" })
	public int bytes;

	private Contender cache;

	private int calls;

	private int loads;

	@Setup(Level.Trial)
	public void fill() {
		Product product = Product.ofSize(ID, this.bytes);
		this.cache = Contenders.create(this.contender, Integer.getInteger(PORT), (id) -> {
			this.loads++;
			return product;
		});
		for (int call = 0; call < 10; call++) {
			if (!this.cache.find(ID).equals(product)) {
				throw new IllegalStateException("'%s' returned another value".formatted(this.contender));
			}
		}
		this.loads = 0;
		this.calls = 0;
	}

	@TearDown(Level.Trial)
	public void close() {
		this.cache.close();
		if (this.loads > this.calls / CALLS_TO_A_LOAD) {
			throw new IllegalStateException(
					"'%s' loaded %d times in %d calls".formatted(this.contender, this.loads, this.calls));
		}
	}

	@Benchmark
	public Product hit() {
		this.calls++;
		return this.cache.find(ID);
	}

}
