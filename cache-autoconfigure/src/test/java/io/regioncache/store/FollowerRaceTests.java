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
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.lettuce.core.protocol.ProtocolVersion;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lookup that begins after an invalidation has returned is judged by its marker, also
 * where it reads none.
 */
class FollowerRaceTests {

	private static final int KEYS = 2;

	private static final long PAUSE_NANOS = 100_000;

	private static final int INVALIDATIONS = 2_000;

	private static final int READERS = 3;

	private static final Duration PATIENCE = Duration.ofMinutes(4);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final AtomicLongArray returned = new AtomicLongArray(KEYS);

	private final AtomicInteger invalidations = new AtomicInteger();

	private final AtomicLong lookups = new AtomicLong();

	private final AtomicLong raced = new AtomicLong();

	private final AtomicLong old = new AtomicLong();

	@Test
	void noLookupIsJudgedByOlderMarkersThanHadReturnedBefore() throws Exception {
		ExecutorService threads = Executors.newCachedThreadPool();
		try (FollowedSession here = session(); FollowedSession there = session()) {
			redis.admin().resetStatistics();
			CompletableFuture<?> writers = CompletableFuture.allOf(run(threads, () -> invalidate(here)),
					run(threads, () -> invalidate(there)));
			CompletableFuture<?> readers = CompletableFuture.allOf(Stream.generate(() -> here)
				.limit(READERS)
				.map((session) -> run(threads, () -> read(session)))
				.toArray(CompletableFuture[]::new));
			CompletableFuture.allOf(writers, readers).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			assertThat(redis.admin().commandCalls().get("hmget")).as("reads of markers, and invalidations")
				.isLessThan(INVALIDATIONS + this.lookups.get() / 10);
		}
		finally {
			threads.shutdownNow();
		}
		System.out.printf("%,d lookups, %,d with an invalidation under way%n", this.lookups.get(), this.raced.get());
		assertThat(this.old).as("lookups judged by markers that were too old").hasValue(0);
		assertThat(this.raced.get()).as("lookups with an invalidation under way").isGreaterThan(INVALIDATIONS);
	}

	private static FollowedSession session() {
		return new FollowedSession(redis.server().url(), ProtocolVersion.RESP3, System::nanoTime);
	}

	private static CompletableFuture<Void> run(ExecutorService threads, Runnable task) {
		return CompletableFuture.runAsync(task, threads);
	}

	private void invalidate(FollowedSession session) {
		for (int i = this.invalidations.incrementAndGet(); i <= INVALIDATIONS; i = this.invalidations
			.incrementAndGet()) {
			int key = i % KEYS;
			long number = new Invalidate(List.of(tag(key)), InvalidationMode.REMOVE).send(session.session())
				.join()
				.lease()
				.number();
			this.returned.accumulateAndGet(key, number, Math::max);
			long enough = this.lookups.get() + ThreadLocalRandom.current().nextInt(10 * READERS);
			while (this.lookups.get() < enough && this.invalidations.get() <= INVALIDATIONS) {
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	private void read(FollowedSession session) {
		for (int i = 0; this.invalidations.get() <= INVALIDATIONS; i++) {
			int key = i % KEYS;
			long promised = this.returned.get(key);
			Markers markers = session.lookup(key, tag(key)).markers();
			if (promised > 0 && markers.admits(new Lease(markers.lease().epoch(), promised - 1))) {
				this.old.incrementAndGet();
			}
			if (this.returned.get(key) > promised) {
				this.raced.incrementAndGet();
			}
			this.lookups.incrementAndGet();
		}
	}

	private static Scope tag(int key) {
		return Scope.tag("t" + key);
	}

}
