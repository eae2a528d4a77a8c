package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.lettuce.core.protocol.ProtocolVersion;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.Tracking;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lookup that begins after an invalidation has returned is judged by its marker, also
 * where it reads none.
 */
class TrackingRaceTests {

	private static final int KEYS = 2;

	private static final long PAUSE_NANOS = 100_000;

	private static final int INVALIDATIONS = 2_000;

	private static final int READERS = 3;

	private static final Duration PATIENCE = Duration.ofMinutes(4);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final AtomicLong returned = new AtomicLong();

	private final AtomicInteger invalidations = new AtomicInteger();

	private final AtomicLong lookups = new AtomicLong();

	private final AtomicLong known = new AtomicLong();

	private final AtomicLong raced = new AtomicLong();

	private final AtomicLong old = new AtomicLong();

	@Test
	void noLookupIsJudgedByOlderMarkersThanHadReturnedBefore() throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		try (TrackedSession here = session(); TrackedSession there = session()) {
			here.awaitKnown(0, () -> {
			});
			CompletableFuture<?> writers = CompletableFuture.allOf(run(threads, () -> invalidate(here)),
					run(threads, () -> invalidate(there)));
			CompletableFuture<?> readers = CompletableFuture.allOf(Stream.generate(() -> here)
				.limit(READERS)
				.map((session) -> run(threads, () -> read(session)))
				.toArray(CompletableFuture[]::new));
			CompletableFuture.allOf(writers, readers).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
		}
		finally {
			threads.shutdownNow();
		}
		System.out.printf("%,d looks, %,d of them by one GET, %,d with an invalidation under way%n", this.lookups.get(),
				this.known.get(), this.raced.get());
		assertThat(this.old).as("looks judged by markers that were too old").hasValue(0);
		assertThat(this.known.get()).as("looks by one GET").isGreaterThan(INVALIDATIONS);
		assertThat(this.raced.get()).as("looks with an invalidation under way").isGreaterThan(INVALIDATIONS);
	}

	/**
	 * Lookups are tracked anew as soon as a word has come.
	 */
	private static TrackedSession session() {
		return new TrackedSession(redis.server().url(), ProtocolVersion.RESP3, System::nanoTime,
				() -> new Tracking(0, 0));
	}

	private static CompletableFuture<Void> run(ExecutorService threads, Runnable task) {
		return CompletableFuture.runAsync(task, threads);
	}

	private void invalidate(TrackedSession session) {
		while (this.invalidations.incrementAndGet() <= INVALIDATIONS) {
			Scope tag = Scope.tag("t" + this.invalidations.get() % KEYS);
			long number = new Invalidate(List.of(tag), InvalidationMode.REMOVE).send(session.session())
				.join()
				.lease()
				.number();
			this.returned.accumulateAndGet(number, Math::max);
			// Time to know again
			long enough = this.lookups.get() + ThreadLocalRandom.current().nextInt(10 * READERS);
			while (this.lookups.get() < enough && this.invalidations.get() <= INVALIDATIONS) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	private void read(TrackedSession session) {
		Markers[] last = new Markers[KEYS];
		for (int i = 0; this.invalidations.get() <= INVALIDATIONS; i++) {
			long promised = this.returned.get();
			Markers markers = session.lookup(i % KEYS).markers();
			if (markers.lease().number() < promised) {
				this.old.incrementAndGet();
			}
			if (markers == last[i % KEYS]) {
				this.known.incrementAndGet();
			}
			last[i % KEYS] = markers;
			if (this.returned.get() > promised) {
				this.raced.incrementAndGet();
			}
			this.lookups.incrementAndGet();
		}
	}

}
