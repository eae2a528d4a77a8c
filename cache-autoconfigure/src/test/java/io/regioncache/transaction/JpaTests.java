package io.regioncache.transaction;

import java.util.function.BiConsumer;

import io.regioncache.annotation.Invalidates;
import io.regioncache.annotation.RegionCached;
import io.regioncache.annotation.RegionPut;
import io.regioncache.testkit.RedisExtension;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * JPA, which writes late and keeps what it has read.
 */
class JpaTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void whatHibernateHasNotEvenFlushedIsNotStored() {
		open((store, library) -> {
			store.transaction().executeWithoutResult((status) -> {
				library.change(1, "Dirty");
				assertThat(library.cached(1)).isEqualTo("Dirty");
				assertThat(library.plainlyCached(1)).isEqualTo("Dirty");
				library.put(1);
				assertThat(store.holds("Dirty")).isFalse();
				status.setRollbackOnly();
			});
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(library.cached(1)).isEqualTo("Emma");
		});
	}

	@Test
	void whatHibernateWritesAtTheCommitIsStoredThen() {
		open((store, library) -> {
			store.transaction().executeWithoutResult((status) -> {
				library.change(1, "Persuasion");
				assertThat(library.cached(1)).isEqualTo("Persuasion");
			});
			assertThat(store.holds("Persuasion")).isTrue();
			assertThat(library.cached(1)).isEqualTo("Persuasion");
		});
	}

	@Test
	void aFlushThatFailsDropsEverything() {
		open((store, library) -> {
			store.transaction().executeWithoutResult((status) -> library.add(2, "Persuasion"));
			library.cached(1);
			assertThatExceptionOfType(DataIntegrityViolationException.class)
				.isThrownBy(() -> store.transaction().executeWithoutResult((status) -> {
					library.change(1, "Dirty");
					library.invalidate(1);
					library.put(1);
					// It is there already, which Hibernate finds out at the commit.
					library.add(2, "Emma");
				}));
			assertThat(store.holds("Dirty")).isFalse();
			assertThat(library.cached(1)).isEqualTo("Emma");
			assertThat(library.loads()).as("nothing was invalidated").isOne();
		});
	}

	@Test
	void aMethodWithATransactionOfItsOwnInvalidatesWhatItHasCommitted() {
		open((store, library) -> {
			assertThat(library.cached(1)).isEqualTo("Emma");
			library.update(1, "Sanditon");
			assertThat(library.cached(1)).isEqualTo("Sanditon");
		});
	}

	@Test
	void aReadOnlyTransactionStoresWhatItHasReadAtOnce() {
		open((store, library) -> store.readOnlyTransaction().executeWithoutResult((status) -> {
			assertThat(library.cached(1)).isEqualTo("Emma");
			assertThat(store.holds("Emma")).isTrue();
		}));
	}

	private static void open(BiConsumer<Store, Library> test) {
		Store.runner(redis)
			.withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
			.withUserConfiguration(Books.class)
			.withBean(Library.class)
			.withPropertyValues("spring.jpa.hibernate.ddl-auto=create-drop")
			.run((context) -> {
				assertThat(context.getBean(PlatformTransactionManager.class)).isInstanceOf(JpaTransactionManager.class);
				Store store = Store.of(context, redis);
				Library library = context.getBean(Library.class);
				store.transaction().executeWithoutResult((status) -> library.add(1, "Emma"));
				test.accept(store, library);
			});
	}

	@Configuration(proxyBeanMethods = false)
	@AutoConfigurationPackage
	static class Books {

	}

	@Entity(name = "book")
	static class Book {

		@Id
		private long id;

		private String title;

	}

	static class Library {

		private final EntityManager entities;

		private int loads;

		Library(EntityManager entities) {
			this.entities = entities;
		}

		int loads() {
			return this.loads;
		}

		public void add(long id, String title) {
			Book book = new Book();
			book.id = id;
			book.title = title;
			this.entities.persist(book);
		}

		public void change(long id, String title) {
			this.entities.find(Book.class, id).title = title;
		}

		@RegionCached(cacheNames = "cached", key = "#id", tags = "book:#{#id}")
		public String cached(long id) {
			this.loads++;
			return this.entities.find(Book.class, id).title;
		}

		@Cacheable("plainlyCached")
		public String plainlyCached(long id) {
			return this.entities.find(Book.class, id).title;
		}

		@RegionPut(cacheNames = "put", key = "#id")
		public String put(long id) {
			return this.entities.find(Book.class, id).title;
		}

		@Invalidates(tags = "book:#{#id}")
		public void invalidate(long id) {
		}

		@Transactional
		@Invalidates(tags = "book:#{#id}")
		public void update(long id, String title) {
			change(id, title);
		}

	}

}
