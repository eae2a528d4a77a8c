package io.regioncache.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.testkit.NearMode;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.testkit.VersionedOrigin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The very next read after a change, by any thread of any node, while others keep loading
 * what is to be changed. A near cache of another process may be behind by a push, one of
 * the process that has made the change may not.
 */
class NextReadTests {

	private static final int ROUNDS = 5000;

	private static final int KEYS = 4;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final VersionedOrigin origin = new VersionedOrigin(KEYS, List.of("home"));

	private final ExecutorService threads = Executors.newFixedThreadPool(6);

	@AutoClose
	private CacheRaceNode here;

	@AutoClose
	private CacheRaceNode there;

	private volatile boolean over;

	@BeforeEach
	void start() {
		this.here = CacheRaceNode.at(redis.server().url()).awaitAvailable();
		this.there = CacheRaceNode.at(redis.server().url()).awaitAvailable();
	}

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
	}

	@ParameterizedTest
	@EnumSource
	void neverSeesTheOldState(Change change) throws Exception {
		List<Future<Integer>> others = List.of(this.threads.submit(() -> keepReading(this.here)),
				this.threads.submit(() -> keepReading(this.there)));
		List<String> stale = new ArrayList<>();
		for (int round = 0; round < ROUNDS; round++) {
			int key = round % KEYS;
			CacheRaceNode changing = (round % 2 == 0) ? this.here : this.there;
			long version = this.origin.commit(key);
			change.make(changing, key, version);
			for (Future<Long> read : this.threads.invokeAll(everywhere(key, changing, version))) {
				if (read.get() < version) {
					stale.add("round %d: read %d after %d".formatted(round, read.get(), version));
				}
			}
		}
		this.over = true;
		for (Future<Integer> other : others) {
			assertThat(other.get()).isPositive();
		}
		assertThat(stale).as(this.here + "; " + this.there).isEmpty();
		assertThat(this.here.count(Event.HIT) + this.there.count(Event.HIT)).as("hits").isPositive();
	}

	private List<Callable<Long>> everywhere(int key, CacheRaceNode changing, long version) {
		CacheRaceNode other = (changing == this.here) ? this.there : this.here;
		Callable<Long> elsewhere = () -> NearMode.ON ? readUntil(other, key, version) : read(other, key);
		return List.of(() -> read(changing, key), elsewhere, () -> read(changing, key), elsewhere);
	}

	/**
	 * Read what another process keeps near, which is old until the change has reached it.
	 */
	private long readUntil(CacheRaceNode node, int key, long version) {
		AtomicLong read = new AtomicLong();
		Awaitility.await()
			.pollDelay(Duration.ZERO)
			.pollInterval(Duration.ofMillis(1))
			.until(() -> read.updateAndGet((before) -> read(node, key)) >= version);
		return read.get();
	}

	private int keepReading(CacheRaceNode node) {
		int reads = 0;
		while (!this.over && !Thread.currentThread().isInterrupted()) {
			read(node, reads++ % KEYS);
			LockSupport.parkNanos(500_000);
		}
		return reads;
	}

	private long read(CacheRaceNode node, int key) {
		return node.read(key, () -> this.origin.version(key));
	}

	/**
	 * The ways to change what is cached.
	 */
	enum Change {

		PUT {
			@Override
			void make(CacheRaceNode node, int key, long version) {
				node.cache().put(key, version);
			}
		},

		EVICT {
			@Override
			void make(CacheRaceNode node, int key, long version) {
				node.cache().evict(key);
			}
		},

		CLEAR {
			@Override
			void make(CacheRaceNode node, int key, long version) {
				node.cache().clear();
			}
		},

		TAG {
			@Override
			void make(CacheRaceNode node, int key, long version) {
				node.node().manager().invalidate(Invalidation.ofTags("tag" + key));
			}
		};

		abstract void make(CacheRaceNode node, int key, long version);

	}

}
