package io.regioncache.transaction;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.cache.Cache;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * That a transaction sees what it has announced, and hits where it has not.
 */
class OwnWritesTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void aTagHidesTheEntriesThatCarryItAndNoOthers() {
		Store.open(redis, (store) -> {
			store.read(Way.REGION_CACHED, 1);
			store.read(Way.REGION_CACHED, 2);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().rename(1, "Stool");
				assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
				assertThat(store.read(Way.REGION_CACHED, 2)).isEqualTo("Table");
				assertThat(store.shop().loads()).isEqualTo(3);
				assertThat(store.readElsewhere(Way.REGION_CACHED, 1)).isEqualTo("Chair");
				assertThat(store.shop().loads()).isEqualTo(3);
			});
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void aKeyHidesItsEntryAndNoOther() {
		Store.open(redis, (store) -> {
			store.read(Way.CACHEABLE, 1);
			store.read(Way.CACHEABLE, 2);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Stool");
				store.shop().evict(1);
				assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
				assertThat(store.read(Way.CACHEABLE, 2)).isEqualTo("Table");
				assertThat(store.shop().loads()).isEqualTo(3);
				assertThat(store.readElsewhere(Way.CACHEABLE, 1)).isEqualTo("Chair");
			});
			assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void aCacheHidesItsEntriesAndNoOthers() {
		Store.open(redis, (store) -> {
			store.read(Way.CACHEABLE, 1);
			store.read(Way.CACHEABLE_SYNC, 1);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Stool");
				store.shop().clear();
				assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
				assertThat(store.read(Way.CACHEABLE_SYNC, 1)).isEqualTo("Chair");
				assertThat(store.readElsewhere(Way.CACHEABLE, 1)).isEqualTo("Chair");
				status.setRollbackOnly();
			});
			assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Chair");
			assertThat(store.shop().loads()).isEqualTo(3);
		});
	}

	@Test
	void everythingHidesEverything() {
		Store.open(redis, (store) -> {
			store.read(Way.CACHEABLE, 1);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Stool");
				assertThat(store.caches().invalidate(Invalidation.ofEverything()))
					.isEqualTo(InvalidationOutcome.AFTER_COMMIT);
				assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
				assertThat(store.readElsewhere(Way.CACHEABLE, 1)).isEqualTo("Chair");
			});
			assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void aPutIsReadFromTheOriginUntilTheCommit() {
		Store.open(redis, (store) -> {
			Cache cache = store.caches().getCache("names");
			cache.put(1, "Chair");
			store.transaction().executeWithoutResult((status) -> {
				cache.put(1, "Stool");
				assertThat(cache.get(1)).isNull();
				assertThat(cache.get(1, () -> "Bench")).isEqualTo("Bench");
				assertThat(store.<Object>elsewhere(() -> cache.get(1, String.class))).isEqualTo("Chair");
			});
			assertThat(cache.get(1, String.class)).isEqualTo("Stool");
		});
	}

	@Test
	void aValueIsStoredAsItWasWhenItWasPut() {
		Store.open(redis, (store) -> {
			Cache cache = store.caches().getCache("lists");
			store.transaction().executeWithoutResult((status) -> {
				List<String> names = new ArrayList<>(List.of("Stool"));
				cache.put(1, names);
				names.add("Bench");
			});
			Cache.ValueWrapper found = cache.get(1);
			assertThat(found).isNotNull();
			assertThat(found.get()).asList().hasSize(1);
		});
	}

	@Test
	void whatIsEvictedAtOnceIsEvictedAfterTheCommitAsWell() {
		Store.open(redis, (store) -> {
			store.read(Way.CACHEABLE, 1);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Stool");
				store.shop().evictFirst(1);
				assertThat(store.readElsewhere(Way.CACHEABLE, 1)).isEqualTo("Chair");
				assertThat(store.shop().loads()).isEqualTo(2);
			});
			assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Stool");
			store.transaction().executeWithoutResult((status) -> {
				store.caches().getCache("cacheable").invalidate();
				assertThat(store.readElsewhere(Way.CACHEABLE, 1)).isEqualTo("Stool");
				assertThat(store.shop().loads()).isEqualTo(4);
			});
			store.read(Way.CACHEABLE, 1);
			assertThat(store.shop().loads()).isEqualTo(5);
		});
	}

	@Test
	void whatIsEvictedAtOnceIsNotStoredByALoadThatBeganBefore() {
		Store.open(redis, (store) -> {
			Cache cache = store.caches().getCache("names");
			Cache loading = store.caches().getCache("names").forInvocation(Object.class, false);
			assertThat(loading.get(1)).isNull();
			store.transaction().executeWithoutResult((status) -> {
				cache.evictIfPresent(1);
				loading.put(1, "Chair");
				assertThat(store.elsewhere(() -> cache.get(1) != null)).isFalse();
			});
		});
	}

	@Test
	void manyInvalidationsAndPutsTakeEffectInTheirOrder() {
		Store.open(redis, (store) -> {
			Cache cache = store.caches().getCache("many");
			for (int i = 0; i < 250; i++) {
				cache.put(i, "old");
			}
			store.transaction().executeWithoutResult((status) -> {
				cache.evict(249);
				cache.put(249, "refused");
				for (int i = 0; i < 249; i++) {
					cache.evict(i);
				}
				cache.put(250, "new");
				cache.put(251, "evicted");
				cache.evict(251);
			});
			for (int i = 0; i < 250; i++) {
				assertThat(cache.get(i)).isNull();
			}
			assertThat(cache.get(250, String.class)).isEqualTo("new");
			assertThat(cache.get(251)).isNull();
		});
	}

	@Test
	void aFillThatIsInvalidatedByItsOwnTransactionIsNotSent() {
		Store.open(redis, (store) -> {
			store.transaction().executeWithoutResult((status) -> {
				store.read(Way.REGION_CACHED, 1);
				store.read(Way.REGION_CACHED, 2);
				store.shop().rename(1, "Stool");
			});
			assertThat(store.holds("Chair")).isFalse();
			assertThat(store.holds("Table")).isTrue();
			assertThat(store.caches().getCache("regionCached").statistics().get(Event.REFUSED_OLD)).isOne();
		});
	}

}
