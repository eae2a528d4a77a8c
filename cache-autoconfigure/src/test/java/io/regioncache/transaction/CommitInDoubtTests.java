package io.regioncache.transaction;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiConsumer;

import javax.sql.DataSource;

import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.datasource.DelegatingDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * A commit whose answer is lost, with a hold: whatever the database has made of it, and
 * whatever Spring says of it, no old value stays.
 */
class CommitInDoubtTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	/**
	 * As JPA says always, and JDBC where the connection can still roll back.
	 */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void whatIsSaidToHaveRolledBackAfterACommitIsInvalidated(boolean jpa) {
		open(jpa, "30s", (store, connections) -> {
			connections.onCommit = (connection) -> {
				connection.commit();
				throw new SQLException("connection lost", "08006");
			};
			assertThatThrownBy(
					() -> store.transaction().executeWithoutResult((status) -> store.shop().rename(1, "Stool")))
				.isInstanceOf(RuntimeException.class);
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
			assertReleased();
			assertThatThrownBy(() -> store.shop().renameInTransaction(1, "Bench", () -> {
			})).isInstanceOf(RuntimeException.class);
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Bench");
			assertReleased();
		});
	}

	@Test
	void whatNobodyKnowsIsHeldUntilItLapses() {
		open(false, "3s", (store, connections) -> {
			connections.onCommit = (connection) -> {
				connection.rollback();
				throw new SQLException("connection lost", "08006");
			};
			connections.onRollback = (connection) -> {
				throw new SQLException("closed", "08003");
			};
			assertThatThrownBy(
					() -> store.transaction().executeWithoutResult((status) -> store.shop().rename(1, "Stool")))
				.hasStackTraceContaining("closed");
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
			// The database has been slow, and commits after all.
			store.shop().write(1, "Stool");
			assertThat(store.read(Way.REGION_CACHED, 1)).as("nothing was stored in between").isEqualTo("Stool");
			assertReleased();
			assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Stool");
		});
	}

	private static void assertReleased() {
		Awaitility.await().until(() -> redis.admin().number("HEXISTS", "{shop}:m", "held") == 0);
	}

	private static void open(boolean jpa, String holdFor, BiConsumer<Store, LosingConnections> test) {
		LosingConnections connections = new LosingConnections();
		ApplicationContextRunner runner = Store.runner(redis);
		(jpa ? runner.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(JpaTests.Books.class) : runner)
			.withBean(LosingConnections.class, () -> connections)
			.withPropertyValues("regions.key-prefix=shop", "regions.transactions.hold=true",
					"regions.transactions.hold-for=" + holdFor)
			.run((context) -> {
				Store store = Store.of(context, redis);
				assertThat(store.read(Way.REGION_CACHED, 1)).isEqualTo("Chair");
				test.accept(store, connections);
			});
	}

	interface Action {

		void on(Connection connection) throws SQLException;

	}

	static class LosingConnections implements BeanPostProcessor {

		volatile Action onCommit = Connection::commit;

		volatile Action onRollback = Connection::rollback;

		@Override
		public Object postProcessAfterInitialization(Object bean, String beanName) {
			return (bean instanceof DataSource dataSource) ? new DelegatingDataSource(dataSource) {

				@Override
				public Connection getConnection() throws SQLException {
					return losing(super.getConnection());
				}

			} : bean;
		}

		private Connection losing(Connection connection) {
			return (Connection) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { Connection.class },
					(proxy, method, arguments) -> {
						if (method.getName().equals("commit")) {
							this.onCommit.on(connection);
							return null;
						}
						if (method.getName().equals("rollback") && arguments == null) {
							this.onRollback.on(connection);
							return null;
						}
						try {
							return method.invoke(connection, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getTargetException();
						}
					});
		}

	}

}
