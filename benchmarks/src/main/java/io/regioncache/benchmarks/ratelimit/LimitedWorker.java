package io.regioncache.benchmarks.ratelimit;

import java.time.Duration;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.atomic.LongAdder;

import io.regioncache.ratelimit.RateLimitDecision;
import io.regioncache.ratelimit.RateLimitDecision.Decider;
import io.regioncache.ratelimit.RateLimitPolicy;
import io.regioncache.ratelimit.RateLimitScope;
import io.regioncache.ratelimit.RedisDownPolicy;

/**
 * One of the JVMs that share a limit: waits for a number of milliseconds on its input,
 * lets all threads call for so long, and answers with the time of its wall clock and with
 * what was admitted, rejected and decided without Redis.
 */
final class LimitedWorker {

	static final int THREADS = 64;

	static final RateLimitPolicy POLICY = new RateLimitPolicy("bench", 100, Duration.ofSeconds(1), 20,
			RateLimitScope.REGION, RedisDownPolicy.CLOSED);

	private LimitedWorker() {
	}

	public static void main(String[] arguments) throws InterruptedException {
		try (LimitedNode node = new LimitedNode("here", Map.of("here", "redis://127.0.0.1:" + arguments[0]),
				Duration.ofSeconds(5), POLICY)) {
			// Another key, to warm up
			for (int i = 0; i < 2_000; i++) {
				node.limiter().tryAcquire("warm").join();
			}
			System.out.println("ready");
			try (Scanner scanner = new Scanner(System.in)) {
				while (scanner.hasNextLong()) {
					System.out.println(call(node, scanner.nextLong()));
				}
			}
		}
		System.exit(0);
	}

	private static String call(LimitedNode node, long millis) throws InterruptedException {
		LongAdder admitted = new LongAdder();
		LongAdder rejected = new LongAdder();
		LongAdder alone = new LongAdder();
		long deadline = System.nanoTime() + Duration.ofMillis(millis).toNanos();
		Thread[] callers = new Thread[THREADS];
		for (int number = 0; number < THREADS; number++) {
			callers[number] = new Thread(() -> {
				while (System.nanoTime() - deadline < 0) {
					RateLimitDecision decision = node.limiter().tryAcquire("everybody").join();
					(decision.admitted() ? admitted : rejected).increment();
					if (decision.by() != Decider.REGION) {
						alone.increment();
					}
				}
			});
			callers[number].start();
		}
		for (Thread caller : callers) {
			caller.join();
		}
		return "%d %d %d %d".formatted(System.currentTimeMillis(), admitted.sum(), rejected.sum(), alone.sum());
	}

}
