package io.regioncache.interceptor;

import java.util.List;
import java.util.Optional;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.testkit.RedisExtension;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.data.repository.CrudRepository;
import org.springframework.data.repository.NoRepositoryBean;
import org.springframework.jdbc.core.simple.JdbcClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotated overrides of the generic methods of Spring Data's repositories.
 */
class DataRepositoryTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@RegisterExtension
	final RegionCaches caches = new RegionCaches(redis);

	@Test
	void anOverrideOfAGenericMethodIsCachedHoweverItIsCalled() {
		run((items, database) -> {
			assertThat(items.findById(1L)).map(Item::getName).hasValue("Chair");
			rename(database);
			assertThat(items.findById(1L)).map(Item::getName).hasValue("Chair");
			CrudRepository<Item, Long> generic = items;
			assertThat(generic.findById(1L)).map(Item::getName).hasValue("Chair");
			assertThat(items.findById(2L)).isEmpty();
		});
	}

	@Test
	void anOverrideThatNarrowsTheReturnTypeIsCachedHoweverItIsCalled() {
		run((items, database) -> {
			assertThat(items.findAll()).extracting(Item::getName).containsExactly("Chair");
			rename(database);
			assertThat(items.findAll()).extracting(Item::getName).containsExactly("Chair");
			CrudRepository<Item, Long> generic = items;
			assertThat(generic.findAll()).extracting(Item::getName).containsExactly("Chair");
		});
	}

	@Test
	void anOverrideOfAGenericMethodInvalidatesHoweverItIsCalled() {
		run((items, database) -> {
			items.findById(1L);
			rename(database);
			items.deleteById(2L);
			assertThat(items.findById(1L)).map(Item::getName).hasValue("Chair");
			items.save(new Item(1, "Table"));
			assertThat(items.findById(1L)).map(Item::getName).hasValue("Table");
			CrudRepository<Item, Long> generic = items;
			generic.save(new Item(1, "Shelf"));
			assertThat(items.findById(1L)).map(Item::getName).hasValue("Shelf");
			generic.deleteById(1L);
			assertThat(items.findById(1L)).isEmpty();
		});
	}

	@Test
	void annotationsOnTheInterfaceKnowTheTypesOfWhatIsInherited() {
		run((items, database) -> {
			assertThat(items.findAllById(List.of(1L))).extracting(Item::getName).containsExactly("Chair");
			rename(database);
			assertThat(items.findAllById(List.of(1L))).extracting(Item::getName).containsExactly("Chair");
		});
	}

	@Test
	void annotationsTwoInterfacesAwayKnowTheirTypes() {
		run((items, database) -> {
			assertThat(items.findByNameStartingWith("Ch")).extracting(Item::getName).containsExactly("Chair");
			rename(database);
			Named<Item> named = items;
			assertThat(named.findByNameStartingWith("Ch")).extracting(Item::getName).containsExactly("Chair");
		});
	}

	private static void rename(JdbcClient database) {
		database.sql("update item set name = 'Stool' where id = 1").update();
	}

	private void run(Scenario test) {
		this.caches.runner()
			.withConfiguration(
					AutoConfigurations.of(DataSourceAutoConfiguration.class, HibernateJpaAutoConfiguration.class,
							DataJpaRepositoriesAutoConfiguration.class, TransactionAutoConfiguration.class))
			.withUserConfiguration(Repositories.class)
			.withPropertyValues("spring.datasource.generate-unique-name=true",
					"spring.jpa.hibernate.ddl-auto=create-drop")
			.run((context) -> {
				JdbcClient database = JdbcClient.create(context.getBean(javax.sql.DataSource.class));
				database.sql("insert into item (id, name) values (1, 'Chair')").update();
				test.accept(context.getBean(Items.class), database);
			});
	}

	@FunctionalInterface
	interface Scenario {

		void accept(Items items, JdbcClient database);

	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	@EnableJpaRepositories(considerNestedRepositories = true)
	static class Repositories {

	}

	@NoRepositoryBean
	public interface Base<T, K> extends CrudRepository<T, K> {

	}

	@NoRepositoryBean
	public interface Named<E> extends Base<E, Long> {

		@RegionCached("named")
		List<E> findByNameStartingWith(String start);

	}

	@RegionCached(cacheNames = "all", tags = "items")
	public interface Items extends Named<Item> {

		@Override
		@RegionCached(cacheNames = "items", key = "#id", tags = "item:#{#id}")
		Optional<Item> findById(Long id);

		@Override
		@RegionCached(cacheNames = "lists")
		List<Item> findAll();

		@Override
		@Invalidates(tags = "item:#{#item.id}")
		<S extends Item> S save(S item);

		@Override
		@Invalidates(tags = "item:#{#id}")
		void deleteById(Long id);

	}

	@Entity(name = "item")
	public static class Item {

		@Id
		private long id;

		private String name;

		protected Item() {
		}

		Item(long id, String name) {
			this.id = id;
			this.name = name;
		}

		public long getId() {
			return this.id;
		}

		public void setId(long id) {
			this.id = id;
		}

		public String getName() {
			return this.name;
		}

		public void setName(String name) {
			this.name = name;
		}

	}

}
