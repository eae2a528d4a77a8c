package io.regioncache.transaction;

import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import javax.sql.DataSource;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.put.Versioned;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.cache.Cache;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * That nobody is told what was not committed, in whatever way it was read.
 */
class UncommittedTests {

	private static final Set<Way> PUTS = EnumSet.of(Way.REGION_PUT, Way.CACHE_PUT, Way.PUT);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@ParameterizedTest
	@EnumSource
	void whatIsRolledBackWasNeverStored(Way way) {
		Store.open(redis, (store) -> {
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Dirty");
				assertThat(store.read(way, 1)).isEqualTo("Dirty");
				assertThat(store.holds("Dirty")).isFalse();
				status.setRollbackOnly();
			});
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(store.read(way, 1)).isEqualTo("Chair");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whatIsCommittedIsStoredThen(Way way) {
		Store.open(redis, (store) -> {
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Stool");
				assertThat(store.read(way, 1)).isEqualTo("Stool");
				assertThat(store.holds("Stool")).isFalse();
			});
			assertThat(store.holds("Stool")).isTrue();
			Cache.ValueWrapper cached = store.caches()
				.getCache(way.cacheName())
				.forInvocation(String.class, false)
				.get(1L);
			assertThat(cached).isNotNull();
			assertThat(cached.get()).isEqualTo("Stool");
		});
	}

	@ParameterizedTest
	@EnumSource
	void whatWasReadBeforeAnotherCommitIsNotServedAfterIt(Way way) {
		Store.open(redis, (store) -> {
			store.snapshot(false).executeWithoutResult((status) -> {
				assertThat(store.read(way, 1)).isEqualTo("Chair");
				store.elsewhere(() -> {
					store.shop().write(1, "Stool");
					way.cache(store.caches()).evict(1L);
					return null;
				});
			});
			assertThat(way.cache(store.caches()).get(1L)).isNull();
			assertThat(store.read(way, 1)).isEqualTo("Stool");
		});
	}

	@ParameterizedTest
	@EnumSource
	void aSnapshotIsAsOldAsItsBegin(Way way) {
		Store.open(redis, (store) -> {
			store.snapshot(!PUTS.contains(way)).executeWithoutResult((status) -> {
				assertThat(store.shop().load(2)).isEqualTo("Table");
				assertThat(store.shop().load(1)).isEqualTo("Chair");
				store.elsewhere(() -> {
					store.shop().write(1, "Stool");
					way.cache(store.caches()).evict(1L);
					return null;
				});
				assertThat(store.read(way, 1)).isEqualTo("Chair");
			});
			assertThat(way.cache(store.caches()).get(1L)).isNull();
			assertThat(store.read(way, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void aReadOnlyTransactionStoresAtOnce() {
		Store.open(redis, (store) -> store.readOnlyTransaction().executeWithoutResult((status) -> {
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
			assertThat(store.readElsewhere(Way.REGION_CACHED, 1)).isEqualTo("Chair");
			assertThat(store.shop().loads()).isOne();
		}));
	}

	@Test
	void readOnlyTransactionsShareALoad() {
		Store.open(redis, (store) -> {
			CountDownLatch loading = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			Cache cache = store.caches().getCache("names");
			Supplier<String> read = () -> store.readOnlyTransaction().execute((status) -> cache.get(1, () -> {
				loading.countDown();
				go.await(30, TimeUnit.SECONDS);
				return store.shop().load(1);
			}));
			CompletableFuture<String> first = store.start(read);
			await(loading);
			CompletableFuture<String> second = store.start(read);
			CompletableFuture<String> third = store.start(read);
			go.countDown();
			assertThat(first.join() + second.join() + third.join()).isEqualTo("ChairChairChair");
			assertThat(store.shop().loads()).isOne();
		});
	}

	@Test
	void aReadOnlyTransactionThatCallsAMethodWhichInvalidatesWaitsAfterAll() {
		Store.open(redis, (store) -> {
			store.readOnlyTransaction()
				.executeWithoutResult((status) -> store.shop().renameInTransaction(1, "Dirty", () -> {
					assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Dirty");
					assertThat(store.holds("Dirty")).isFalse();
					status.setRollbackOnly();
				}));
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Chair");
		});
	}

	@Test
	void aReadOnlyTransactionThatAnnouncesAnInvalidationWaitsAfterAll() {
		Store.open(redis, (store) -> {
			store.readOnlyTransaction().executeWithoutResult((status) -> {
				store.shop().rename(2, "Desk");
				store.shop().write(1, "Dirty");
				store.read(Way.REGION_CACHED, 1);
				assertThat(store.holds("Dirty")).isFalse();
				status.setRollbackOnly();
			});
			assertThat(store.holds("Dirty")).isFalse();
		});
	}

	@Test
	void nobodyWaitsForTheLoadOfATransactionThatMayWrite() throws Exception {
		Store.open(redis, (store) -> {
			CountDownLatch loading = new CountDownLatch(1);
			CountDownLatch go = new CountDownLatch(1);
			Cache cache = store.caches().getCache("names");
			CompletableFuture<String> inside = store.start(() -> store.transaction().execute((status) -> {
				store.shop().write(1, "Dirty");
				String read = cache.get(1, () -> {
					loading.countDown();
					go.await(30, TimeUnit.SECONDS);
					return store.shop().load(1);
				});
				status.setRollbackOnly();
				return read;
			}));
			await(loading);
			assertThat(store.elsewhere(() -> cache.get(1, () -> store.shop().load(1)))).isEqualTo("Chair");
			assertThat(inside).isNotDone();
			go.countDown();
			assertThat(inside.join()).isEqualTo("Dirty");
			assertThat(cache.get(1, String.class)).isEqualTo("Chair");
		});
	}

	@Test
	void anUnknownTransactionManagerStoresNothing() {
		Store.open(redis, (store) -> {
			TransactionTemplate unknown = new TransactionTemplate(
					new JdbcTransactionManager(store.context().getBean(DataSource.class)));
			unknown.setReadOnly(true);
			unknown.executeWithoutResult((status) -> store.read(Way.REGION_CACHED, 1));
			assertThat(store.holds("Chair")).isFalse();
			unknown.executeWithoutResult((status) -> store.shop().regionPut(1));
			assertThat(store.holds("Chair")).isFalse();
		});
	}

	@Test
	void aTransactionKeepsNoMoreThanItMay() {
		Store.open(redis, (store) -> {
			RegionCache cache = store.caches().getCache("large");
			String large = new Random(1).ints(1_000_000, ' ' + 1, 127)
				.collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
				.toString();
			store.transaction().executeWithoutResult((status) -> {
				cache.put("put", "small");
				for (int i = 0; i < 20; i++) {
					cache.get(i, () -> large);
				}
				cache.put("put", large);
			});
			assertThat(cache.statistics().get(Event.STORED)).isBetween(16L, 18L);
			assertThat(cache.statistics().get(Event.REFUSED_OLD)).isBetween(3L, 5L);
			assertThat(cache.get("put")).as("invalidated, and not stored").isNull();
		});
	}

	@Test
	void putIfVersionCannotWait() {
		Store.open(redis, (store) -> {
			RegionCache cache = store.caches().getCache("versions");
			Versioned found = cache.getVersioned(1);
			assertThat(found).isNotNull();
			store.transaction()
				.executeWithoutResult((status) -> assertThatIllegalStateException()
					.isThrownBy(() -> cache.putIfVersion(1, "one", found.version()))
					.withMessage(
							"putIfVersion cannot wait for the commit of a transaction, because it reports whether the "
									+ "value was put. Call it before the transaction or after it, or in one that is read-only"));
			assertThat(cache.putIfVersion(1, "one", found.version())).isTrue();
		});
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
