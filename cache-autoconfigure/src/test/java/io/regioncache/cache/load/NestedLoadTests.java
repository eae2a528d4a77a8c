package io.regioncache.cache.load;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.cache.Cache.ValueWrapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is made of a cached value is as old as that: its tag was invalidated after the
 * cached value was loaded, which does not carry it.
 */
class NestedLoadTests {

	private static final Scope TAG = Scope.tag("shelf");

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final AtomicInteger loads = new AtomicInteger();

	private CacheNode node;

	private RegionCache inner;

	private RegionCache outer;

	@BeforeEach
	void start() throws Throwable {
		this.node = CacheNode.patient(redis.server().url());
		this.inner = this.node.cache("inner");
		this.outer = this.node.cache("outer");
		assertThat(inner()).isEqualTo("inner");
		assertThat(this.node.store().invalidate(List.of(TAG), InvalidationMode.REMOVE).join())
			.isEqualTo(InvalidationResult.APPLIED);
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void isStoredIfItHasReadNothing() throws Throwable {
		outer(() -> "outer");
		outer(() -> "outer");
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void isStoredIfWhatItHasReadIsNewEnough() throws Throwable {
		this.inner.evict("1");
		outer(this::inner);
		outer(this::inner);
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void isAsOldAsAValueItHasRead() throws Throwable {
		outer(this::inner);
		outer(this::inner);
		assertThat(this.loads).hasValue(2);
	}

	@Test
	void isAsOldAsAValueItHasLookedUp() throws Throwable {
		Loader lookup = () -> {
			ValueWrapper found = this.inner.get("1");
			return (found != null) ? found.get() : "missed";
		};
		assertThat(outer(lookup)).isEqualTo("inner");
		outer(lookup);
		assertThat(this.loads).hasValue(2);
	}

	@Test
	void isAsOldAsAValueItHasRetrieved() throws Throwable {
		Loader retrieve = () -> {
			CompletableFuture<?> found = this.inner.retrieve("1");
			return (found.join() instanceof ValueWrapper wrapper) ? wrapper.get() : "missed";
		};
		assertThat(outer(retrieve)).isEqualTo("inner");
		outer(retrieve);
		assertThat(this.loads).hasValue(2);
	}

	@Test
	void isAsOldAsAValueItHasReadWithoutBlocking() {
		for (int i = 0; i < 2; i++) {
			assertThat(this.outer.getAsync(tagged(), () -> {
				this.loads.incrementAndGet();
				return this.inner.getAsync(CacheRequest.of("1", String.class),
						() -> CompletableFuture.completedFuture("missed"));
			}).join()).isEqualTo("inner");
		}
		assertThat(this.loads).hasValue(2);
	}

	@Test
	void isNotStoredIfTheEpochEndsMeanwhile() throws Throwable {
		Loader loader = () -> {
			if (this.loads.get() == 1) {
				redis.admin().flushAll();
			}
			return inner();
		};
		outer(loader);
		outer(loader);
		outer(loader);
		assertThat(this.loads).hasValue(2);
	}

	@Test
	void hasNoUsableLeaseIfOnlyWhatItHasReadHasOne() {
		LoadScope scope = LoadScope.of("outer", List.of("1"), null);
		assertThat(scope.limit(null)).isNull();
		scope.read(new Lease(1, 5));
		assertThat(scope.limit(null)).matches(Lease::isVoid);
		assertThat(scope.limit(new Lease(1, 7))).isEqualTo(new Lease(1, 5));
	}

	private Object inner() throws Throwable {
		return String.valueOf(this.inner.get(CacheRequest.of("1", String.class), () -> "inner"));
	}

	private Object outer(Loader loader) throws Throwable {
		return String.valueOf(this.outer.get(tagged(), () -> {
			this.loads.incrementAndGet();
			return loader.load();
		}));
	}

	private static CacheRequest tagged() {
		Predicate<Object> always = (value) -> true;
		return new CacheRequest("1", String.class, EntryTags.of(List.of("shelf")), null, null, always);
	}

}
