package io.regioncache.interceptor;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import javax.sql.DataSource;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.AbstractReactiveTransactionManager;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * When the effects of annotated methods take place around transactions.
 */
class TransactionTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void anInvalidationFollowsTheCommitOfTheMethodsOwnTransaction() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.name(1)).isEqualTo("Chair");
			shop.rename(1, "Stool", () -> assertThat(elsewhere(() -> shop.name(1))).isEqualTo("Chair"));
			assertThat(shop.name(1)).isEqualTo("Stool");
		});
	}

	@Test
	void anInvalidationFollowsTheCommitOfTheTransactionAround() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.name(1)).isEqualTo("Chair");
			transaction(context).executeWithoutResult((status) -> {
				shop.rename(1, "Stool", () -> {
				});
				assertThat(elsewhere(() -> shop.name(1))).isEqualTo("Chair");
			});
			assertThat(shop.name(1)).isEqualTo("Stool");
		});
	}

	@Test
	void aRollbackDropsInvalidationsAndPuts() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			transaction(context).executeWithoutResult((status) -> {
				shop.rename(1, "Stool", () -> {
				});
				shop.put(2, "Desk");
				status.setRollbackOnly();
			});
			assertThat(shop.name(1)).isEqualTo("Chair");
			assertThat(shop.name(2)).isEqualTo("Table");
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@Test
	void aPutIsReadOnceTheTransactionHasCommitted() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			transaction(context).executeWithoutResult((status) -> {
				shop.put(2, "Desk");
				assertThat(elsewhere(() -> shop.name(2))).isEqualTo("Table");
			});
			assertThat(shop.name(2)).isEqualTo("Desk");
		});
	}

	@Test
	void aTransactionReadsWhatItHasWritten() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			transaction(context).executeWithoutResult((status) -> {
				assertThat(shop.name(1)).isEqualTo("Chair");
				shop.rename(1, "Stool", () -> {
				});
				assertThat(shop.name(1)).isEqualTo("Stool");
				status.setRollbackOnly();
			});
			assertThat(shop.name(1)).isEqualTo("Chair");
		});
	}

	@Test
	void aTransactionOfItsOwnInvalidatesWhileAnotherIsSuspended() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			shop.name(2);
			transaction(context).executeWithoutResult((status) -> {
				shop.rename(1, "Stool", () -> {
				});
				TransactionTemplate own = transaction(context);
				own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
				own.executeWithoutResult((inner) -> shop.rename(2, "Desk", () -> {
				}));
				assertThat(elsewhere(() -> shop.name(2))).isEqualTo("Desk");
				assertThat(elsewhere(() -> shop.name(1))).isEqualTo("Chair");
				status.setRollbackOnly();
			});
			assertThat(shop.name(1)).isEqualTo("Chair");
		});
	}

	@Test
	void aRolledBackSavepointKeepsItsInvalidationsAndLosesItsValues() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			transaction(context).executeWithoutResult((status) -> {
				TransactionTemplate nested = transaction(context);
				nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
				nested.executeWithoutResult((inner) -> {
					shop.put(1, "Stool");
					inner.setRollbackOnly();
				});
			});
			assertThat(shop.name(1)).isEqualTo("Chair");
			assertThat(shop.loads()).isEqualTo(2);
		});
	}

	@Test
	void listenersOfTheCommitReadWhatIsNew() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			StringBuilder seen = new StringBuilder();
			transaction(context).executeWithoutResult((status) -> {
				TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void afterCommit() {
						seen.append(elsewhere(() -> shop.name(1)));
					}

				});
				shop.rename(1, "Stool", () -> {
				});
			});
			assertThat(seen).hasToString("Stool");
		});
	}

	@Test
	void aCommitOfUnknownOutcomeInvalidatesAndStoresNothing() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			shop.name(2);
			TransactionTemplate lost = new TransactionTemplate(
					new LostCommitTransactionManager(context.getBean(DataSource.class)));
			assertThatExceptionOfType(TransactionSystemException.class)
				.isThrownBy(() -> lost.executeWithoutResult((status) -> {
					shop.rename(1, "Stool", () -> {
					});
					shop.put(2, "Desk");
				}))
				.withMessage("connection lost");
			assertThat(shop.name(1)).isEqualTo("Stool");
			shop.name(2);
			assertThat(shop.loads()).isEqualTo(4);
		});
	}

	@Test
	void aFutureThatCompletesAfterTheCommitInvalidatesThen() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			shop.name(2);
			CompletableFuture<Void> late = new CompletableFuture<>();
			CompletableFuture<Void> dropped = new CompletableFuture<>();
			CompletableFuture<Void> done = transaction(context).execute((status) -> {
				CompletableFuture<Void> update = shop.renameLater(1, "Stool", late);
				shop.renameLater(2, "Desk", CompletableFuture.completedFuture(null)).join();
				assertThat(elsewhere(() -> shop.name(2))).isEqualTo("Table");
				return update;
			});
			assertThat(shop.name(1)).isEqualTo("Chair");
			assertThat(shop.name(2)).isEqualTo("Desk");
			late.complete(null);
			done.join();
			assertThat(shop.name(1)).isEqualTo("Stool");
			CompletableFuture<Void> rolledBack = transaction(context).execute((status) -> {
				status.setRollbackOnly();
				return shop.renameLater(1, "Bench", dropped);
			});
			dropped.complete(null);
			rolledBack.join();
			assertThat(shop.name(1)).isEqualTo("Stool");
		});
	}

	@Test
	void aReactiveTransactionIsFollowedAsWell() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.name(1);
			TransactionalOperator operator = TransactionalOperator.create(new NoopReactiveTransactionManager());
			Mono<String> inTransaction = shop.renameReactively(1, "Stool")
				.then(Mono.fromSupplier(() -> elsewhere(() -> shop.name(1))))
				.zipWith(shop.nameReactively(1), (elsewhere, here) -> elsewhere + "," + here);
			assertThat(operator.transactional(inTransaction).block()).isEqualTo("Chair,Stool");
			assertThat(shop.name(1)).isEqualTo("Stool");
			operator.execute((status) -> {
				status.setRollbackOnly();
				return shop.renameReactively(1, "Bench");
			}).blockLast();
			assertThat(shop.name(1)).isEqualTo("Stool");
		});
	}

	@Test
	void aHitNeedsNoTransaction() {
		run((context) -> {
			Shop shop = context.getBean(Shop.class);
			assertThat(shop.inTransaction()).isTrue();
			assertThat(shop.inTransaction()).isTrue();
			assertThat(context.getBean(CountingTransactionManager.class).begun).hasValue(1);
		});
	}

	private static TransactionTemplate transaction(ConfigurableApplicationContext context) {
		return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
	}

	private static String elsewhere(java.util.function.Supplier<String> read) {
		return CompletableFuture.supplyAsync(read).join();
	}

	private void run(Consumer<ConfigurableApplicationContext> test) {
		this.caches.runner()
			.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class,
					DataSourceTransactionManagerAutoConfiguration.class, TransactionAutoConfiguration.class))
			.withBean(CountingTransactionManager.class)
			.withBean(Shop.class)
			.run((context) -> test.accept(context.getSourceApplicationContext()));
	}

	@SuppressWarnings("serial")
	static class CountingTransactionManager extends JdbcTransactionManager {

		private final AtomicInteger begun = new AtomicInteger();

		CountingTransactionManager(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		protected void doBegin(Object transaction, TransactionDefinition definition) {
			this.begun.incrementAndGet();
			super.doBegin(transaction, definition);
		}

	}

	@SuppressWarnings("serial")
	static class LostCommitTransactionManager extends JdbcTransactionManager {

		LostCommitTransactionManager(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		protected void doCommit(DefaultTransactionStatus status) {
			throw new TransactionSystemException("connection lost");
		}

	}

	@SuppressWarnings("serial")
	static class NoopReactiveTransactionManager extends AbstractReactiveTransactionManager {

		@Override
		protected Object doGetTransaction(
				org.springframework.transaction.reactive.TransactionSynchronizationManager manager) {
			return new Object();
		}

		@Override
		protected Mono<Void> doBegin(org.springframework.transaction.reactive.TransactionSynchronizationManager manager,
				Object transaction, TransactionDefinition definition) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doCommit(
				org.springframework.transaction.reactive.TransactionSynchronizationManager manager,
				GenericReactiveTransaction status) {
			return Mono.empty();
		}

		@Override
		protected Mono<Void> doRollback(
				org.springframework.transaction.reactive.TransactionSynchronizationManager manager,
				GenericReactiveTransaction status) {
			return Mono.empty();
		}

	}

	static class Shop {

		private final AtomicInteger loads = new AtomicInteger();

		private final java.util.Map<Long, String> reactive = new java.util.concurrent.ConcurrentHashMap<>();

		private final JdbcClient database;

		Shop(DataSource dataSource) {
			this.database = JdbcClient.create(dataSource);
			this.database.sql("drop table if exists product").update();
			this.database.sql("create table product (id bigint primary key, name varchar(20))").update();
			this.database.sql("insert into product values (1, 'Chair'), (2, 'Table')").update();
		}

		int loads() {
			return this.loads.get();
		}

		@RegionCached(cacheNames = "names", key = "#id", tags = "product:#{#id}")
		public String name(long id) {
			this.loads.incrementAndGet();
			String name = this.reactive.get(id);
			return (name != null) ? name
					: this.database.sql("select name from product where id = ?").param(id).query(String.class).single();
		}

		@RegionCached(cacheNames = "names", key = "#id", tags = "product:#{#id}")
		public Mono<String> nameReactively(long id) {
			return Mono.fromSupplier(() -> name(id));
		}

		@Transactional
		@Invalidates(tags = "product:#{#id}")
		public void rename(long id, String name, Runnable then) {
			this.database.sql("update product set name = ? where id = ?").param(name).param(id).update();
			then.run();
		}

		@RegionPut(cacheNames = "names", key = "#id", tags = "product:#{#id}")
		public String put(long id, String name) {
			this.database.sql("update product set name = ? where id = ?").param(name).param(id).update();
			return name;
		}

		@Invalidates(tags = "product:#{#id}")
		public CompletableFuture<Void> renameLater(long id, String name, CompletableFuture<Void> when) {
			return when.thenRun(() -> this.reactive.put(id, name));
		}

		@Invalidates(tags = "product:#{#id}")
		public Mono<Void> renameReactively(long id, String name) {
			return Mono.fromRunnable(() -> this.reactive.put(id, name));
		}

		@Transactional
		@RegionCached("transactional")
		public boolean inTransaction() {
			return TransactionSynchronizationManager.isActualTransactionActive();
		}

	}

}
