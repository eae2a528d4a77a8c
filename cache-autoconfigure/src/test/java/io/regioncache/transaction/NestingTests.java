package io.regioncache.transaction;

import java.util.List;

import javax.sql.DataSource;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Transactions within transactions.
 */
class NestingTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void aTransactionOfItsOwnStoresWhatItHasReadWhileTheOuterOneIsDropped() {
		Store.open(redis, (store) -> {
			store.transaction().executeWithoutResult((status) -> {
				store.shop().write(1, "Dirty");
				assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Dirty");
				store.newTransaction().executeWithoutResult((inner) -> {
					assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Chair");
					assertThat(store.read(Way.REGION_CACHED, 2)).isEqualTo("Table");
					assertThat(store.holds("Table")).isFalse();
				});
				assertThat(store.holds("Table")).isTrue();
				assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Dirty");
				status.setRollbackOnly();
			});
			assertThat(store.holds("Dirty")).isFalse();
		});
	}

	@Test
	void aTransactionOfItsOwnDoesNotSeeWhatTheOuterOneIsAboutToInvalidate() {
		Store.open(redis, (store) -> {
			store.read(Way.REGION_CACHED, 1);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().rename(1, "Stool");
				store.newTransaction().executeWithoutResult((inner) -> {
					assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
					assertThat(store.shop().loads()).isOne();
				});
				assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
			});
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void whatIsReadInARolledBackSavepointIsNotStored() {
		Store.open(redis, (store) -> {
			store.transaction().executeWithoutResult((status) -> {
				store.nestedTransaction().executeWithoutResult((inner) -> {
					store.shop().write(1, "Dirty");
					assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Dirty");
					store.read(Way.CACHE_PUT, 1);
					inner.setRollbackOnly();
				});
				assertThat(store.read(Way.CACHEABLE, 2)).isEqualTo("Table");
			});
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(store.holds("Table")).isTrue();
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
		});
	}

	@Test
	void aTransactionInsideOneOfAnotherManagerMaySeeItsDataAndStoresNothing() {
		Store.open(redis, (store) -> {
			DataSource other = new DriverManagerDataSource("jdbc:h2:mem:other;DB_CLOSE_DELAY=-1");
			Object manager = store.context()
				.getAutowireCapableBeanFactory()
				.initializeBean(new JdbcTransactionManager(other), "other");
			TransactionTemplate inner = new TransactionTemplate((PlatformTransactionManager) manager);
			store.read(Way.CACHEABLE, 1);
			store.transaction().executeWithoutResult((status) -> {
				store.shop().rename(1, "Dirty");
				store.shop().evict(1);
				inner.executeWithoutResult((innerStatus) -> {
					assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Dirty");
					assertThat(store.read(Way.CACHEABLE, 1)).isEqualTo("Dirty");
				});
				assertThat(store.holds("Dirty")).isFalse();
				status.setRollbackOnly();
			});
			assertThat(store.holds("Dirty")).isFalse();
			inner.executeWithoutResult((status) -> store.read(Way.REGION_CACHED, 2));
			assertThat(store.holds("Table")).isTrue();
		});
	}

	/**
	 * As a {@code TransactionalEventListener} does.
	 */
	@Test
	void aListenerOfTheCommitReadsAndBeginsATransactionOfItsOwn() {
		Store.open(redis, (store) -> {
			StringBuilder seen = new StringBuilder();
			store.transaction().executeWithoutResult((status) -> {
				store.shop().rename(1, "Stool");
				afterCommit(() -> {
					seen.append(store.read(Way.REGION_CACHED, 1));
					store.newTransaction().executeWithoutResult((inner) -> store.shop().rename(2, "Desk"));
					store.shop().evict(2);
					seen.append(", ").append(store.read(Way.CACHEABLE, 2));
				});
			});
			assertThat(seen).hasToString("Stool, Desk");
			assertThat(store.read(Way.REGION_CACHED, 2)).isEqualTo("Desk");
			store.transaction().executeWithoutResult((status) -> store.read(Way.PUT_IF_ABSENT, 2));
			assertThat(store.holds("Desk")).isTrue();
		});
	}

	private static void afterCommit(Runnable action) {
		TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

			@Override
			public void afterCommit() {
				action.run();
			}

		});
	}

	/**
	 * As JTA may have it, where a transaction times out.
	 */
	@Test
	void aTransactionThatEndsOnAnotherThreadLeavesNoTraceOnItsOwn() {
		Store.open(redis, (store) -> {
			store.read(Way.REGION_CACHED, 1);
			TransactionSynchronizationManager.initSynchronization();
			TransactionSynchronizationManager.setActualTransactionActive(true);
			try {
				store.shop().evict(2);
				List<TransactionSynchronization> all = TransactionSynchronizationManager.getSynchronizations();
				store.elsewhere(() -> {
					all.forEach((each) -> each.afterCompletion(TransactionSynchronization.STATUS_ROLLED_BACK));
					return true;
				});
			}
			finally {
				TransactionSynchronizationManager.clear();
			}
			store.transaction().executeWithoutResult((status) -> store.shop().rename(1, "Stool"));
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
		});
	}

	@Test
	void aThreadIsCleanAfterEachTransaction() {
		Store.open(redis, (store) -> {
			for (int i = 0; i < 3; i++) {
				store.transaction().executeWithoutResult((status) -> {
					store.shop().write(1, "Dirty");
					store.read(Way.REGION_CACHED, 1);
					status.setRollbackOnly();
				});
				store.transaction().executeWithoutResult((status) -> store.read(Way.CACHEABLE, 1));
			}
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
			assertThat(store.holds("Chair")).isTrue();
		});
	}

}
