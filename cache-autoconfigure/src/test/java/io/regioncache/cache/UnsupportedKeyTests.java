package io.regioncache.cache;

import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.put.Versioned;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cache.Cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * That a key without a text breaks no call, and loses no invalidation.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnsupportedKeyTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	/** Nothing is ever stored under it. */
	private static final Object UNSUPPORTED = new Thread();

	private final Moody moody = new Moody();

	private CacheNode node;

	private RegionCache cache;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url());
		this.cache = this.node.cache("texts");
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void readsAreAnsweredByTheOrigin(CapturedOutput output) throws Throwable {
		CacheRequest request = CacheRequest.of(UNSUPPORTED, String.class);
		assertThat(this.cache.get(request, () -> "a")).isEqualTo("a");
		assertThat(Crew.await(this.cache.getAsync(request, () -> CompletableFuture.completedFuture("b"))))
			.isEqualTo("b");
		assertThat(this.cache.get(UNSUPPORTED)).isNull();
		assertThat(this.cache.get(UNSUPPORTED, String.class)).isNull();
		assertThat(Crew.await(this.cache.retrieve(UNSUPPORTED))).isNull();
		assertThat(this.cache.getVersioned(UNSUPPORTED)).isNull();
		assertThat(this.cache.statistics().get(Event.BYPASS)).isEqualTo(6);
		assertThat(this.cache.statistics().get(Event.REFUSED_KEY)).isEqualTo(6);
		assertThat(output).containsOnlyOnce(
				"A call bypasses cache 'texts': A value of java.lang.Thread cannot be a key: it has no text");
	}

	@Test
	void theLoadersOwnFailuresStayTheirs() {
		CacheRequest request = CacheRequest.of(UNSUPPORTED, String.class);
		assertThatIllegalStateException().isThrownBy(() -> this.cache.get(request, () -> {
			throw new IllegalStateException("origin");
		})).withMessage("origin");
		assertThat(this.cache.getAsync(request, () -> {
			throw new IllegalStateException("origin");
		})).failsWithin(Duration.ofSeconds(5)).withThrowableThat().withCauseInstanceOf(IllegalStateException.class);
	}

	@Test
	void putsStoreNothing() {
		this.cache.put("k", "v");
		this.cache.put(UNSUPPORTED, "v");
		assertThat(this.cache.putIfAbsent(UNSUPPORTED, "v")).isNull();
		Versioned.Version version = this.cache.getVersioned("k").version();
		assertThat(this.cache.putIfVersion(UNSUPPORTED, "v", version)).isFalse();
		Cache view = this.cache.forInvocation(String.class, false);
		assertThat(view.get(UNSUPPORTED)).isNull();
		view.put(UNSUPPORTED, "v");
		assertThat(this.cache.get("k", String.class)).isEqualTo("v");
		assertThat(this.cache.statistics().get(Event.STORED)).isOne();
	}

	@Test
	void invalidationsOfWhatCannotBeStoredHaveNoEffectAndSaySo(CapturedOutput output) {
		this.cache.put("k", "v");
		this.cache.evict(UNSUPPORTED);
		assertThat(this.cache.evictIfPresent(UNSUPPORTED)).isFalse();
		assertThat(this.node.manager().invalidate(Invalidation.ofKeys("texts", UNSUPPORTED)))
			.isEqualTo(InvalidationOutcome.APPLIED);
		assertThat(this.cache.get("k", String.class)).isEqualTo("v");
		assertThat(this.cache.statistics().get(Event.REFUSED_KEY)).isEqualTo(3);
		assertThat(output).containsOnlyOnce(
				"An invalidation in cache 'texts' has no effect, because nothing is ever stored under its key");
	}

	@Test
	void whatElseIsInvalidatedWithItIsInvalidated() {
		this.cache.put("k", "v");
		this.cache.put("l", "v");
		this.node.manager().invalidate(Invalidation.ofKeys("texts", UNSUPPORTED, "k"));
		assertThat(this.cache.get("k")).isNull();
		assertThat(this.cache.get("l", String.class)).isEqualTo("v");
	}

	@Test
	void anInvalidationWhoseKeyCannotBeReadJustNowCoversTheCache(CapturedOutput output) {
		for (Runnable invalidation : List.<Runnable>of(() -> this.cache.evict(this.moody),
				() -> this.cache.evictIfPresent(this.moody),
				() -> this.node.manager().invalidate(Invalidation.ofKeys("texts", this.moody)))) {
			this.cache.put(this.moody, "v");
			this.node.cache("others").put("k", "v");
			assertThat(this.cache.get(this.moody, String.class)).isEqualTo("v");
			this.moody.failing = true;
			invalidation.run();
			this.moody.failing = false;
			assertThat(this.cache.get(this.moody)).isNull();
			assertThat(this.node.cache("others").get("k", String.class)).isEqualTo("v");
		}
		assertThat(output)
			.containsOnlyOnce("All entries of cache 'texts' are invalidated, because a key cannot be read: "
					+ "A key cannot be read: java.lang.IllegalStateException: closed");
	}

	@Test
	void aPutWhoseKeyCannotBeReadJustNowLeavesNothingOld() {
		this.cache.put(this.moody, "old");
		this.moody.failing = true;
		this.cache.put(this.moody, "new");
		this.moody.failing = false;
		assertThat(this.cache.get(this.moody)).isNull();
	}

	/**
	 * A list that cannot always be read, like one that is loaded when it is asked for.
	 */
	private static final class Moody extends AbstractList<String> {

		private boolean failing;

		@Override
		public String get(int index) {
			if (this.failing) {
				throw new IllegalStateException("closed");
			}
			return "element";
		}

		@Override
		public int size() {
			return 1;
		}

	}

}
