package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.region.WorkerFailures;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RedisSourceLog}.
 */
class RedisSourceLogTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

	private final RedisClient client = RedisClient.create(redis.server().url());

	private final RedisSourceLog log = new RedisSourceLog(() -> this.client, "opened",
			new SourceReading("west", Duration.ofSeconds(10), Duration.ofSeconds(1)), this.tasks::add,
			new SourceRoutes((routes) -> {
			}, () -> false), new WorkerFailures("west"));

	@AfterEach
	void stop() {
		this.log.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
		redis.admin().call("DEL", "{opened}:m", "{opened}:log");
	}

	@Test
	void whoeverOpensAtTheSameTimeSharesOneConnection() throws Exception {
		CompletableFuture<LogPage> page = this.log.read(null);
		CompletableFuture<Testimony> testimony = this.log.testimony("west");
		assertThat(this.tasks).hasSize(1);
		List.copyOf(this.tasks).forEach(Runnable::run);
		assertThat(page.get(20, TimeUnit.SECONDS)).isNotNull();
		assertThat(testimony.get(20, TimeUnit.SECONDS)).isNotNull();
	}

}
