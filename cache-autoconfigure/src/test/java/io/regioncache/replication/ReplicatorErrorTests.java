package io.regioncache.replication;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.regioncache.region.WorkerFailures;
import io.regioncache.replication.redis.ArrivalPolicy;
import io.regioncache.replication.redis.RedisReplica;
import io.regioncache.replication.redis.RegionCoordinator;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An {@link Error} in the turn of a {@link Replicator}.
 */
class ReplicatorErrorTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final WorkerFailures failures = new WorkerFailures("east");

	private final AtomicInteger opened = new AtomicInteger();

	private final RedisClient client = RedisClient.create(redis.server().url());

	private final RegionStore store = new RegionStore("east", () -> this.client, "errors", "",
			new ConnectionSettings(Duration.ofSeconds(10), Duration.ofSeconds(10)));

	private final Replicator replicator = new Replicator(
			new HomeRegion("east", new RedisReplica(this.store, ArrivalPolicy.NONE), new RegionCoordinator(this.store)),
			Topology.mesh(List.of("east", "west")), (source, routes) -> {
				this.opened.incrementAndGet();
				throw new StackOverflowError();
			}, (source, records, sincePublished) -> {
			}, this.failures);

	@AfterEach
	void stop() {
		this.replicator.close();
		this.store.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void isReportedAndTheNextTurnTriesAgain() {
		this.store.start();
		this.replicator.start();
		Awaitility.await().until(() -> this.opened.get() >= 2);
		Awaitility.await().until(() -> this.failures.count() >= 2);
		assertThat(this.failures.last()).satisfies((failure) -> {
			assertThat(failure.work()).isEqualTo("renewing the pull lease");
			assertThat(failure.type()).isEqualTo("java.lang.StackOverflowError");
		});
	}

}
