package io.regioncache.petclinic;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.store.RegionStore;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.client.RestClient;

/**
 * The application that runs, with its database and a server of its own for its caches.
 */
final class Petclinic implements AutoCloseable {

	private static final List<String> TABLES = List.of("clinic_vets", "clinic_specialties", "clinic", "vet_specialties",
			"vet", "specialty", "visit", "pet", "pet_type", "owner");

	private static final List<String> ROWS = List.of("""
			insert into owner (id, last_name, telephone)
			values (1, 'Coleman', '100'), (2, 'Davis', '200'), (3, 'Dean', '300')""", """
			insert into pet_type (id, name) values (1, 'cat'), (2, 'dog')""",
			"""
					insert into pet (id, name, birth_date, type_id, owner_id)
					values (1, 'Samantha', '2021-09-04', 1, 1), (2, 'Max', '2022-09-04', 1, 1), (3, 'Iggy', '2023-09-04', 2, 2)""",
			"""
					insert into visit (id, visit_date, description, pet_id)
					values (1, '2025-01-02', 'rabies shot', 1), (2, '2025-01-01', 'spayed', 1), (3, '2025-03-01', 'neutered', 2)""",
			"""
					insert into vet (id, last_name) values (1, 'Carter'), (2, 'Leary'), (3, 'Douglas')""", """
					insert into specialty (id, name) values (1, 'radiology'), (2, 'surgery')""", """
					insert into vet_specialties (vet_id, specialties_id) values (2, 1), (3, 1), (3, 2)""", """
					insert into clinic (id, name, director_id) values (1, 'West', 3)""", """
					insert into clinic_vets (clinic_id, vets_id) values (1, 1), (1, 2)""", """
					insert into clinic_specialties (clinic_id, specialties_id) values (1, 1)""");

	private final RedisServer redis;

	private final ConfigurableApplicationContext context;

	private final RestClient client;

	private Petclinic(RedisServer redis, ConfigurableApplicationContext context) {
		this.redis = redis;
		this.context = context;
		this.client = RestClient
			.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
	}

	static Petclinic start() {
		RedisServer redis = RedisServer.start();
		try {
			return new Petclinic(redis,
					new SpringApplicationBuilder(PetclinicApplication.class).run("--server.port=0",
							"--server.address=127.0.0.1", "--spring.datasource.generate-unique-name=true",
							"--spring.jpa.hibernate.ddl-auto=create-drop",
							"--spring.jpa.properties.hibernate.generate_statistics=true",
							"--regions.endpoints.here.url=" + redis.url(), "--regions.command-timeout=2s",
							"--regions.connect-timeout=10s"));
		}
		catch (RuntimeException ex) {
			redis.close();
			throw ex;
		}
	}

	/**
	 * Begin again, with all rows and without entries.
	 */
	void reset() {
		JdbcClient database = bean(JdbcClient.class);
		TABLES.forEach((table) -> database.sql("delete from " + table).update());
		ROWS.forEach((rows) -> database.sql(rows).update());
		List.of("owner", "pet", "visit")
			.forEach((table) -> database.sql("alter table %s alter column id restart with 10".formatted(table))
				.update());
		// What begins before the region was heard of stores nothing.
		Awaitility.await().until(bean(RegionStore.class)::isAvailable);
		bean(RegionCacheManager.class).invalidate(Invalidation.ofEverything());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	long count(String cache, Event event) {
		return bean(RegionCacheManager.class).getCache(cache).statistics().get(event);
	}

	/**
	 * Return what a cache has counted, for a test that fails.
	 */
	String counts(String cache) {
		return Stream.of(Event.values())
			.filter((event) -> count(cache, event) > 0)
			.map((event) -> event + "=" + count(cache, event))
			.collect(Collectors.joining(", "));
	}

	/**
	 * Return all rows with their foreign keys, by table.
	 */
	Map<String, List<String>> rows() {
		Map<String, List<String>> rows = new TreeMap<>();
		for (String table : TABLES) {
			rows.put(table,
					bean(JdbcClient.class).sql("select * from " + table)
						.query()
						.listOfRows()
						.stream()
						.map((row) -> new TreeMap<>(row).toString())
						.sorted()
						.toList());
		}
		return rows;
	}

	String get(String path) {
		return Objects.requireNonNull(this.client.get().uri(path).retrieve().body(String.class));
	}

	void post(String path) {
		this.client.post().uri(path).retrieve().toBodilessEntity();
	}

	@Override
	public void close() {
		this.context.close();
		this.redis.close();
	}

}
