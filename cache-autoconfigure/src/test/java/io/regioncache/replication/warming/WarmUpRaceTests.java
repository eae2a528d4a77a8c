package io.regioncache.replication.warming;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.regioncache.replication.warming.WarmUpRig.load;
import static io.regioncache.replication.warming.WarmUpRig.read;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Copies entries again and again, in competition with invalidations in both regions and
 * with loads: none that was invalidated is revived.
 */
class WarmUpRaceTests {

	private static final int KEYS = 200;

	@RegisterExtension
	static final RedisExtension eastRedis = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension westRedis = RedisExtension.own();

	private final int invalidations = Integer.getInteger("regioncache.warming.invalidations", 3000);

	private final AtomicIntegerArray versions = new AtomicIntegerArray(KEYS);

	/**
	 * The version of each key whose invalidation has returned in the west.
	 */
	private final AtomicIntegerArray returned = new AtomicIntegerArray(KEYS);

	private final AtomicBoolean over = new AtomicBoolean();

	private final AtomicInteger done = new AtomicInteger();

	private final Queue<String> revived = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	@Test
	void nothingThatWasInvalidatedIsRevived() throws Exception {
		try (WarmUpRig rig = new WarmUpRig(
				Map.of("east", eastRedis.server().url(), "west", westRedis.server().url()))) {
			List<Thread> threads = new ArrayList<>();
			threads.add(thread(() -> invalidate(rig, 1)));
			threads.add(thread(() -> invalidate(rig, 2)));
			threads.add(thread(() -> loadInTheEast(rig)));
			threads.add(thread(() -> readInTheWest(rig)));
			while (this.done.get() < this.invalidations && this.failures.isEmpty()) {
				westRedis.admin()
					.call("EVAL",
							"for _, key in ipairs(redis.call('KEYS', 'app:e:*')) do " + "redis.call('UNLINK', key) end",
							"0");
				rig.copyOnce();
			}
			this.over.set(true);
			for (Thread thread : threads) {
				thread.join();
			}
			assertThat(this.failures).isEmpty();
			assertThat(this.revived).isEmpty();
			rig.inEast.awaitLevel("west");
			rig.inWest.awaitLevel("east");
			rig.copyOnce();
			for (int key = 0; key < KEYS; key++) {
				String copied = read(rig.west, "books", key);
				assertThat(copied).isIn(null, Integer.toString(this.versions.get(key)));
			}
			System.out.printf("WARM-UP RACE %,d invalidations, %,d entries copied, %,d refused%n", this.done.get(),
					rig.copied.get(), rig.refused.get());
			assertThat(rig.copied.get()).isGreaterThan(KEYS);
			assertThat(rig.refused.get()).isPositive();
		}
	}

	private Thread thread(Runnable task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (Throwable ex) {
				this.failures.add(ex);
			}
		});
		thread.start();
		return thread;
	}

	/**
	 * Each invalidation is due when its version is there, and binds the west once it has
	 * returned there.
	 */
	private void invalidate(WarmUpRig rig, int seed) {
		Random random = new Random(seed);
		while (this.done.incrementAndGet() <= this.invalidations && !this.over.get()) {
			// One writer for each key
			int key = 2 * random.nextInt(KEYS / 2) + seed % 2;
			int version = this.versions.incrementAndGet(key);
			boolean west = random.nextBoolean();
			InvalidationOutcome outcome = (west ? rig.west : rig.east).invalidate(Invalidation.ofKeys("books", key));
			if (west && outcome == InvalidationOutcome.APPLIED) {
				this.returned.set(key, version);
			}
		}
	}

	private void loadInTheEast(WarmUpRig rig) {
		Random random = new Random(3);
		while (!this.over.get()) {
			int key = random.nextInt(KEYS);
			load(rig.east, "books", key, () -> Integer.toString(this.versions.get(key)));
		}
	}

	private void readInTheWest(WarmUpRig rig) {
		Random random = new Random(4);
		while (!this.over.get()) {
			int key = random.nextInt(KEYS);
			int least = this.returned.get(key);
			String value = read(rig.west, "books", key);
			if (value != null && Integer.parseInt(value) < least) {
				this.revived.add("key %d: version %s, but %d was invalidated".formatted(key, value, least));
			}
		}
	}

}
