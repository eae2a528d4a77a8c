package io.regioncache.autoconfigure.replication;

import java.time.Duration;
import java.util.List;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.regioncache.replication.HomeRegion;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.autoconfigure.cache.RegionCacheAutoConfiguration;
import io.regioncache.autoconfigure.metrics.RegionCacheMetricsAutoConfiguration;
import io.regioncache.autoconfigure.region.RegionsAutoConfiguration;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.metrics.RegionReplicationMetrics;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.ReplicationListener;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisExtension;
import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static io.regioncache.testkit.StartFailures.assertFailure;
import static org.assertj.core.api.Assertions.assertThat;
import static io.regioncache.testkit.Patience.await;

/**
 * Tests for {@link RegionReplicationAutoConfiguration}: when a process pulls, and over
 * which links it refuses to.
 */
class RegionReplicationAutoConfigurationTests {

	private static final String LEASE = "{shop}:puller";

	@RegisterExtension
	static final RedisExtension home = RedisExtension.own();

	@RegisterExtension
	static final RedisExtension other = RedisExtension.own();

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionsAutoConfiguration.class, RegionCacheAutoConfiguration.class,
				RegionReplicationAutoConfiguration.class, RegionCacheMetricsAutoConfiguration.class,
				DataRedisAutoConfiguration.class, SslAutoConfiguration.class))
		.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
		.withPropertyValues("regions.home=a", "spring.application.name=shop");

	private final ApplicationContextRunner unreachable = this.contextRunner
		.withPropertyValues("regions.endpoints.a.url=redis://a.example.com");

	@Test
	void pullsFromStartToStop() {
		twoRegions().run((context) -> {
			await(() -> home.admin().call("GET", LEASE) != null);
			await(() -> context.getBean(Replicator.class).sources().containsKey("b"));
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			await(() -> registry.get("region.replication.waiting").tag("source", "b").gauge().value() == 0);
		});
		assertThat(home.admin().call("GET", LEASE)).as("left to the next").isNull();
	}

	@Test
	void aRegionWithoutEntriesIsWarmedFromItsNeighbor() {
		twoRegions().withPropertyValues("regions.home=b").run((neighbor) -> {
			twoRegions().withPropertyValues("regions.replication.warm-up.caches=all").run((context) -> {
				RegionCacheManager caches = context.getBean(RegionCacheManager.class);
				await(() -> {
					// Everything is marked while the regions meet
					neighbor.getBean(RegionCacheManager.class).getCache("books").get(1L, () -> "a novel");
					return caches.getCache("books").get(1L) != null;
				});
				MeterRegistry registry = context.getBean(MeterRegistry.class);
				await(() -> registry.find("region.replication.warm.up").tag("source", "b").timer() != null);
				assertThat(registry.get("region.replication.warm.up.entries")
					.tags("source", "b", "outcome", "copied")
					.counter()
					.count()).isEqualTo(1);
				assertThat(registry.get("region.replication.warm.up.size").tag("source", "b").counter().count())
					.isPositive();
			});
		});
	}

	@Test
	void doesNothingWhereItIsSwitchedOff() {
		twoRegions().withPropertyValues("regions.replication.enabled=false").run((context) -> {
			assertThat(context).hasSingleBean(RegionStore.class)
				.doesNotHaveBean(Replicator.class)
				.doesNotHaveBean(ReplicatorLifecycle.class)
				.doesNotHaveBean(RegionReplicationMetrics.class);
			assertNothingRuns();
		});
	}

	@Test
	void doesNothingInASingleRegion() {
		this.contextRunner.withPropertyValues("regions.endpoints.a.url=" + home.server().url()).run((context) -> {
			assertThat(context.getBean(ReplicatorLifecycle.class).isRunning()).isTrue();
			assertNothingRuns();
		});
	}

	private void assertNothingRuns() {
		await(() -> home.admin().call("HGET", "{shop}:m", "epoch") != null);
		assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.doesNotContain("region-cache-replication-a");
		assertThat(home.admin().call("EXISTS", LEASE)).isEqualTo(0L);
	}

	@Test
	void backsOffWithoutAStore() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RegionReplicationAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(Replicator.class));
	}

	@Test
	void backsOffBeforeAnotherReplicator() {
		twoRegions()
			.withBean("mine", Replicator.class,
					() -> new Replicator(new HomeRegion("a", null, null), Topology.mesh(List.of("a")), null, null,
							new WorkerFailures("a")))
			.run((context) -> assertThat(context).hasSingleBean(Replicator.class).hasBean("mine"));
	}

	@Test
	void tellsListenersOfTheApplication() {
		Heard heard = new Heard();
		twoRegions().withBean(ReplicationListener.class, () -> heard).run((context) -> {
			await(() -> context.getBean(Replicator.class).sources().containsKey("b"));
			await(() -> context.getBean(Replicator.class).sources().get("b").records() == 0);
			invalidateInTheOtherRegion();
			await(() -> heard.source != null);
			assertThat(heard.source).isEqualTo("b");
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("region.replication.records").tag("source", "b").counter().count()).isPositive();
		});
	}

	private void invalidateInTheOtherRegion() {
		twoRegions().withPropertyValues("regions.home=b", "regions.replication.enabled=false").run((context) -> {
			RegionStore store = context.getBean(RegionStore.class);
			await(() -> store.invalidate(List.of(Scope.tag("books")), InvalidationMode.REMOVE)
				.join() == InvalidationResult.APPLIED);
		});
	}

	@Test
	void plainTextToAnotherRegionIsRefused() {
		assertPlainText("b.example.com:6380 database 2", "regions.endpoints.b.url=redis://b.example.com:6380/2");
		assertPlainText("b1.example.com:7000 database 0, b2.example.com:7000 database 0",
				"regions.endpoints.b.cluster.nodes=b1.example.com:7000,b2.example.com:7000");
		assertPlainText("master shop of sentinel s1.example.com:26379 database 0",
				"regions.endpoints.b.sentinel.master=shop", "regions.endpoints.b.sentinel.nodes=s1.example.com:26379");
	}

	private void assertPlainText(String addresses, String... properties) {
		this.unreachable.withPropertyValues(properties)
			.run((context) -> assertFailure(context, "The link to region 'b' is not encrypted: " + addresses + ".",
					"Use a 'rediss:' URL or set 'regions.endpoints.b.ssl.enabled=true'. If the network "
							+ "between the regions is private, set 'regions.replication.allow-plain-text=true'."));
	}

	@Test
	void plainTextIsAllowedWhereItIsAskedForOrLeavesNoMachine() {
		this.unreachable
			.withPropertyValues("regions.endpoints.b.url=redis://b.example.com",
					"regions.replication.allow-plain-text=true")
			.run((context) -> assertThat(context).hasSingleBean(Replicator.class));
		this.unreachable
			.withPropertyValues("regions.endpoints.b.url=redis://localhost:1", "regions.endpoints.c.host=::1",
					"regions.endpoints.d.url=redis://127.0.0.1:2")
			.run((context) -> assertThat(context).hasSingleBean(Replicator.class));
	}

	@Test
	void plainTextAtHomeAndTlsElsewhereAreAllowed() {
		this.unreachable
			.withPropertyValues("regions.endpoints.b.url=rediss://b.example.com",
					"regions.endpoints.c.cluster.nodes=c.example.com:7000", "regions.endpoints.c.ssl.enabled=true")
			.run((context) -> assertThat(context).hasSingleBean(Replicator.class));
	}

	private ApplicationContextRunner twoRegions() {
		return this.contextRunner.withPropertyValues(endpoint("a", home.server()), endpoint("b", other.server()));
	}

	private static String endpoint(String region, RedisServer server) {
		return "regions.endpoints." + region + ".url=" + server.url();
	}

	private static final class Heard implements ReplicationListener {

		private volatile String source;

		@Override
		public void applied(String source, int records, Duration sincePublished) {
			this.source = source;
		}

	}

}
