package io.regioncache.cache.put;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compare-and-set by version.
 */
class VersionedPutTests {

	private static final int THREADS = 8;

	private static final int PUTS = 200;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@AutoClose
	private CacheNode here;

	@AutoClose
	private CacheNode there;

	@BeforeEach
	void connect() {
		this.here = CacheNode.patient(redis.server().url()).awaitAvailable();
		this.there = CacheNode.patient(redis.server().url()).awaitAvailable();
	}

	@Test
	void nothingCanBeReplacedByTheFirst() {
		Versioned nothing = read(this.here);
		assertThat(nothing.present()).isFalse();
		assertThat(this.here.cache("numbers").putIfVersion("n", 1, nothing.version())).isTrue();
		assertThat(this.there.cache("numbers").putIfVersion("n", 2, nothing.version())).isFalse();
		assertThat(read(this.there)).extracting(Versioned::present, Versioned::value).containsExactly(true, 1);
	}

	@Test
	void whatWasPutSinceIsNotReplaced() {
		this.here.cache("numbers").put("n", 1);
		Versioned one = read(this.there);
		this.here.cache("numbers").put("n", 2);
		assertThat(this.there.cache("numbers").putIfVersion("n", 3, one.version())).isFalse();
		assertThat(read(this.here).value()).as("untouched by the attempt").isEqualTo(2);
	}

	@Test
	void whatWasInvalidatedSinceIsNotPut() {
		Versioned nothing = read(this.here);
		this.here.manager().invalidate(Invalidation.ofTags("odd"));
		CacheRequest odd = new CacheRequest("n", Integer.class, EntryTags.of(List.of("odd")), null, null,
				(any) -> true);
		assertThat(this.here.cache("numbers").putIfVersion(odd, 1, nothing.version())).isFalse();
		assertThat(this.here.cache("numbers").putIfVersion("n", 1, nothing.version())).isTrue();
	}

	@Test
	void aVersionOfAFormerEpochIsRefused() {
		Versioned nothing = read(this.here);
		redis.admin().flushAll();
		assertThat(this.here.cache("numbers").putIfVersion("n", 1, nothing.version())).isFalse();
	}

	@Test
	void noIncrementIsLostInARace() throws InterruptedException {
		this.here.cache("numbers").put("n", 0);
		AtomicInteger refused = new AtomicInteger();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			RegionCache cache = ((i % 2 == 0) ? this.here : this.there).cache("numbers");
			Thread thread = new Thread(() -> increment(cache, refused));
			threads.add(thread);
			thread.start();
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(read(this.here).value()).isEqualTo(THREADS * PUTS);
		assertThat(refused.get()).as("races lost").isGreaterThan(PUTS);
	}

	private static void increment(RegionCache cache, AtomicInteger refused) {
		for (int done = 0; done < PUTS;) {
			Versioned read = Objects.requireNonNull(cache.getVersioned("n"));
			if (!read.present()) {
				// Its mark is written, and its value is not yet
				continue;
			}
			if (cache.putIfVersion("n", (Integer) Objects.requireNonNull(read.value()) + 1, read.version())) {
				done++;
			}
			else {
				refused.incrementAndGet();
			}
		}
	}

	private static Versioned read(CacheNode node) {
		RegionCache cache = node.cache("numbers");
		cache.get("n", Integer.class);
		return Objects.requireNonNull(cache.getVersioned("n"));
	}

}
