package io.regioncache.autoconfigure.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.metrics.RegionCacheMetricsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.region.RegionConfigurationException;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.position.PositionListener;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static io.regioncache.testkit.Patience.await;

/**
 * Regions come and go by a changed file, on real servers and under traffic.
 */
class RegionMembershipTests {

	private static final List<String> REGIONS = List.of("east", "north", "south", "west");

	private static final List<String> THREE = List.of("east", "south", "west");

	private static final int KEYS = 20;

	private static final Map<String, RedisServer> servers = new LinkedHashMap<>();

	private final Map<String, ConfigurableApplicationContext> applications = new LinkedHashMap<>();

	private final Map<String, Integer> origin = new ConcurrentHashMap<>();

	private final AtomicInteger invalidations = new AtomicInteger();

	@TempDir
	private Path directory;

	@BeforeAll
	static void startServers() {
		REGIONS.forEach((region) -> servers.put(region, RedisServer.start()));
	}

	@AfterAll
	static void stopServers() {
		servers.values().forEach(RedisServer::close);
		servers.clear();
	}

	@BeforeEach
	void clear() {
		servers.values().forEach((server) -> server.admin().flushAll());
		for (int key = 0; key < KEYS; key++) {
			this.origin.put("k" + key, 0);
		}
	}

	@AfterEach
	void stop() {
		this.applications.values().forEach(ConfigurableApplicationContext::close);
	}

	@Test
	void aFourthRegionComesAndGoesUnderTraffic() throws Exception {
		configure(THREE);
		THREE.forEach(this::run);
		awaitLevel(THREE);
		AtomicBoolean stopped = new AtomicBoolean();
		AtomicBoolean four = new AtomicBoolean();
		Thread traffic = new Thread(() -> {
			Random random = new Random(5);
			while (!stopped.get()) {
				List<String> regions = four.get() ? REGIONS : THREE;
				read(regions.get(random.nextInt(regions.size())), "k" + random.nextInt(KEYS));
				change(regions.get(random.nextInt(regions.size())), "k" + random.nextInt(KEYS));
			}
		});
		traffic.start();
		awaitInvalidations(300);
		configure(REGIONS);
		run("north");
		four.set(true);
		THREE.forEach((region) -> assertThat(membership(region).reload()).as(region).isTrue());
		awaitInvalidations(1000);
		awaitLevel(REGIONS);
		awaitInvalidations(300);
		four.set(false);
		awaitInvalidations(50);
		awaitSame(() -> {
			stopped.set(true);
			join(traffic);
		}, REGIONS);
		assertThat(THREE).allSatisfy((region) -> assertThat(membership(region).reload()).isFalse());
		withoutTheFourth();
	}

	private void withoutTheFourth() {
		this.applications.remove("north").close();
		RegionStore store = this.applications.get("east").getBean(RegionStore.class);
		List<Scope> scopes = List.of(Scope.tag("waited for"));
		assertThat(store.invalidations()
			.invalidateEverywhere(scopes, InvalidationMode.REMOVE, Duration.ofMillis(500), PositionListener.UNHEARD)
			.join()).containsExactly("north");
		configure(THREE);
		THREE.forEach((region) -> assertThat(membership(region).reload()).as(region).isTrue());
		assertThat(store.invalidations()
			.invalidateEverywhere(scopes, InvalidationMode.REMOVE, Duration.ofSeconds(10), PositionListener.UNHEARD)
			.join()).isEmpty();
		THREE.forEach((region) -> assertThat(replicator(region).sources()).as(region).doesNotContainKey("north"));
		Random random = new Random(6);
		for (int i = 0; i < 1000; i++) {
			change(THREE.get(random.nextInt(3)), "k" + random.nextInt(KEYS));
		}
		awaitSame(() -> {
		}, THREE);
		await(() -> servers.get("east").admin().number("XLEN", "{shop}:log") < 500);
	}

	private void awaitSame(Runnable before, List<String> regions) {
		before.run();
		for (String region : regions) {
			for (int key = 0; key < KEYS; key++) {
				String name = "k" + key;
				await(() -> read(region, name) == this.origin.get(name));
			}
		}
	}

	@Test
	void theSecondRegionBeginsReplication() {
		configure(List.of("east"));
		run("east");
		configure(List.of("east", "west"));
		run("west");
		MeterRegistry registry = this.applications.get("east").getBean(MeterRegistry.class);
		assertThat(registry.find("region.replication.lag").gauge()).isNull();
		assertThat(membership("east").reload()).isTrue();
		awaitLevel(List.of("east", "west"));
		assertThat(registry.get("region.replication.lag").tag("source", "west").gauge().value()).isZero();
		read("west", "k1");
		change("east", "k1");
		await(() -> read("west", "k1") == 1);
		configure(List.of("east"));
		assertThat(membership("east").reload()).isTrue();
		assertThat(registry.find("region.replication.lag").gauge()).isNull();
		assertThat(membership("east").names()).containsExactly("east");
	}

	@Test
	void aFileThatHasChangedIsSeenByItself() {
		configure(List.of("east"));
		run("east", "--regions.reload-interval=50ms");
		configure(List.of("east", "west"));
		await(() -> membership("east").names().contains("west"));
		write("regions.endpoints.east.url: not a url");
		configure(THREE);
		await(() -> membership("east").names().contains("south"));
	}

	@Test
	void regionsAreAddedAndRemovedByHand() {
		configure(List.of("east"));
		run("east");
		configure(List.of("east", "west"));
		run("west");
		membership("east").add("west", servers.get("west").url());
		awaitLevel(List.of("east", "west"));
		assertThat(membership("east").names()).containsExactly("east", "west");
		membership("east").remove("west");
		assertThat(replicator("east").sources()).isEmpty();
		assertThat(membership("east").names()).containsExactly("east");
		assertThatIllegalArgumentException().isThrownBy(() -> membership("west").add("east", "redis://127.0.0.1"))
			.withMessage("There is a region 'east' already");
		assertThatIllegalArgumentException().isThrownBy(() -> membership("east").remove("west"))
			.withMessage("Unknown region 'west', known are [east]");
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> membership("east").add("West", "redis://127.0.0.1"))
			.withMessage("'West' is not a valid region name.");
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> membership("east").add("west", "redis://west.example.com"))
			.withMessage("The link to region 'west' is not encrypted: west.example.com:6379 database 0.");
		assertThatExceptionOfType(RegionConfigurationException.class)
			.isThrownBy(() -> membership("east").add("west", servers.get("east").url()))
			.withMessageStartingWith("The regions 'east' and 'west' have the same Redis");
		assertThat(membership("east").names()).containsExactly("east");
	}

	@Test
	void aRegionMoves() {
		configure(List.of("east", "west"));
		run("east");
		run("west");
		awaitLevel(List.of("east", "west"));
		this.applications.remove("west").close();
		write("regions.endpoints.east.url: " + servers.get("east").url(),
				"regions.endpoints.west.url: " + servers.get("north").url());
		run("west");
		assertThat(membership("east").reload()).isTrue();
		awaitLevel(List.of("east", "west"));
		read("east", "k1");
		change("west", "k1");
		await(() -> read("east", "k1") == 1);
	}

	@Test
	void aRegionComesBackUnderItsNameWithAnotherServer() {
		configure(List.of("east", "west"));
		run("east");
		run("west");
		awaitLevel(List.of("east", "west"));
		change("west", "k1");
		this.applications.remove("west").close();
		membership("east").remove("west");
		assertThat(servers.get("west").admin().text("CLIENT", "LIST").lines().filter((client) -> !isAdmin(client)))
			.as("connections to a region that is gone")
			.isEmpty();
		read("east", "k2");
		write("regions.endpoints.east.url: " + servers.get("east").url(),
				"regions.endpoints.west.url: " + servers.get("north").url());
		run("west");
		membership("east").add("west", servers.get("north").url());
		awaitLevel(List.of("east", "west"));
		change("west", "k2");
		await(() -> read("east", "k2") == 1);
		read("west", "k3");
		change("east", "k3");
		await(() -> read("west", "k3") == 1);
	}

	private static boolean isAdmin(String client) {
		return client.contains("cmd=client|list");
	}

	@Test
	void aMisspelledPropertyChangesNothing() {
		configure(List.of("east"));
		run("east");
		write("regions.endpoints.east.url: " + servers.get("east").url(),
				"regions.endpoints.west.url: " + servers.get("west").url(), "regions.replication.hart: 1s");
		assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> membership("east").reload())
			.satisfies((ex) -> {
				assertThat(ex).hasMessageMatching(
						"There is no property 'regions.replication.hart' " + "\\(.*application.yml.* - 3:27\\)\\.");
				assertThat(ex.getAction()).isEqualTo("Correct its name, or remove it.");
			});
		assertThat(membership("east").names()).containsExactly("east");
		configure(List.of("east", "west"));
		assertThat(membership("east").reload()).isTrue();
	}

	@Test
	void whatCannotBeChangedIsRefusedAndNothingElseIsChangedEither() {
		configure(List.of("east", "west"));
		run("east", "--regions.replication.topology=hub", "--regions.replication.hub=west");
		configure(List.of("west", "south"));
		assertRefused("The home region 'east' cannot be removed while this process runs.",
				"Restart the process, or leave 'regions.endpoints.east' as it was.");
		write("regions.endpoints.east.url: redis://127.0.0.1:1", "regions.endpoints.west.url: redis://127.0.0.1:2");
		assertRefused("The home region 'east' cannot be changed while this process runs.",
				"Restart the process, or leave 'regions.endpoints.east' as it was.");
		configure(List.of("east", "south"));
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> membership("east").reload())
			.withMessageContaining("regions.replication.hub");
		assertThat(membership("east").names()).containsExactly("east", "west");
		assertThat(replicator("east").topology().regions()).containsExactly("east", "west");
	}

	@Test
	void theTopologyStays() {
		configure(List.of("east", "west"));
		run("east");
		write("regions.endpoints.east.url: " + servers.get("east").url(),
				"regions.endpoints.west.url: " + servers.get("west").url(), "regions.replication.topology: hub",
				"regions.replication.hub: west");
		assertRefused("'regions.replication.topology' cannot be changed while this process runs.",
				"Restart the process, or leave it as it was.");
	}

	@Test
	void anIntervalMustBePositive() {
		configure(List.of("east"));
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> run("east", "--regions.reload-interval=0s"))
			.havingRootCause()
			.withMessage("Property regions.reload-interval with value 'PT0S' is invalid: "
					+ "It must be positive, such as 30s. Remove it to read the configuration once only.");
	}

	private void assertRefused(String message, String action) {
		assertThatExceptionOfType(RegionConfigurationException.class).isThrownBy(() -> membership("east").reload())
			.withMessage(message)
			.satisfies((ex) -> assertThat(ex.getAction()).isEqualTo(action));
	}

	private void configure(List<String> regions) {
		List<String> lines = new ArrayList<>();
		regions.forEach((region) -> lines.add("regions.endpoints." + region + ".url: " + servers.get(region).url()));
		write(lines.toArray(String[]::new));
	}

	private void write(String... lines) {
		try {
			Path file = this.directory.resolve("application.yml");
			Path next = this.directory.resolve("next");
			Files.write(next, List.of(lines));
			Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void run(String home, String... more) {
		List<String> arguments = new ArrayList<>(List.of("--spring.config.location=" + this.directory.toUri(),
				"--spring.application.name=shop", "--regions.home=" + home, "--regions.command-timeout=2s"));
		arguments.addAll(List.of(more));
		this.applications.put(home, new SpringApplicationBuilder(ShopApplication.class).web(WebApplicationType.NONE)
			.run(arguments.toArray(String[]::new)));
	}

	private RegionMembership membership(String region) {
		return this.applications.get(region).getBean(RegionMembership.class);
	}

	private Replicator replicator(String region) {
		return this.applications.get(region).getBean(Replicator.class);
	}

	private void awaitLevel(List<String> regions) {
		for (String region : regions) {
			for (String source : regions) {
				if (!source.equals(region)) {
					await(() -> {
						SourceState state = replicator(region).sources().get(source);
						return state != null && state.records() >= 0 && state.failure() == null;
					});
				}
			}
		}
	}

	private int read(String region, String key) {
		try {
			CacheRequest request = new CacheRequest(key, Integer.class, EntryTags.of(List.of(key)), null, null,
					(any) -> true);
			return (Integer) this.applications.get(region)
				.getBean(RegionCacheManager.class)
				.getCache("numbers")
				.get(request, () -> this.origin.get(key));
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

	private void change(String region, String key) {
		this.origin.merge(key, 1, Integer::sum);
		this.applications.get(region).getBean(RegionCacheManager.class).invalidate(Invalidation.ofTags(key));
		this.invalidations.incrementAndGet();
	}

	private void awaitInvalidations(int more) {
		int goal = this.invalidations.get() + more;
		await(() -> this.invalidations.get() >= goal);
	}

	private static void join(Thread thread) {
		try {
			thread.join();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
			RegionReplicationAutoConfiguration.class, RegionCacheMetricsAutoConfiguration.class })
	static class ShopApplication {

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

	}

}
