package io.regioncache.transaction;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.cache.Cache;
import org.springframework.cache.transaction.TransactionAwareCacheDecorator;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is put by those who listen to the commit of a transaction.
 */
class AfterCommitPutTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void aListenerOfTheCommitPuts() {
		Store.open(redis, (store) -> {
			Cache cache = store.caches().getCache("listened");
			store.transaction().executeWithoutResult((status) -> afterCommit(() -> cache.put(1, "new")));
			assertThat(cache.get(1, String.class)).isEqualTo("new");
		});
	}

	@Test
	void aTransactionAwareDecoratorPutsAfterTheCommitAndNotAfterARollback() {
		Store.open(redis, (store) -> {
			Cache cache = new TransactionAwareCacheDecorator(store.caches().getCache("decorated"));
			store.transaction().executeWithoutResult((status) -> cache.put(1, "new"));
			assertThat(cache.get(1, String.class)).isEqualTo("new");
			store.transaction().executeWithoutResult((status) -> {
				cache.put(1, "dirty");
				status.setRollbackOnly();
			});
			assertThat(cache.get(1, String.class)).isEqualTo("new");
		});
	}

	@Test
	void whatWasInvalidatedSinceTheBeginIsNotPut() {
		Store.open(redis, (store) -> {
			Cache cache = store.caches().getCache("overtaken");
			store.transaction().executeWithoutResult((status) -> {
				store.elsewhere(() -> {
					cache.evict(1);
					return true;
				});
				afterCommit(() -> cache.put(1, "old"));
			});
			assertThat(cache.get(1)).isNull();
		});
	}

	private static void afterCommit(Runnable listener) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				listener.run();
			}

		});
	}

}
