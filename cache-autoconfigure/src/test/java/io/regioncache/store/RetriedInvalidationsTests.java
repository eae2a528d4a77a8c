package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.store.connection.DeferredInvalidations;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What was invalidated while the server was away, on a real server.
 */
class RetriedInvalidationsTests {

	private static final Duration TIMEOUT = Duration.ofMillis(100);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private RedisClient client;

	private RegionStore store;

	@BeforeEach
	void start() {
		this.client = RedisClient.create(redis.server().url());
		this.store = new RegionStore("here", () -> this.client, "app", "", TIMEOUT, Duration.ofSeconds(5));
		this.store.start();
		await().until(this.store::isAvailable);
	}

	@AfterEach
	void stop() {
		this.store.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void asManyAsAreKeptAreAppliedThoughTheTimeoutIsShort() {
		redis.server().kill();
		List<Scope> tags = new ArrayList<>();
		for (int i = 0; i < DeferredInvalidations.CAPACITY; i++) {
			tags.add(Scope.tag("tag" + i));
		}
		await().until(() -> this.store.invalidate(tags, false).join() == InvalidationResult.DEFERRED);
		redis.server().restartEmpty();
		await().until(this.store::isAvailable);
		assertThat(redis.admin().list("HMGET", "{app}:m", "t:tag0", "t:tag9999")).doesNotContainNull();
		assertThat(redis.admin().call("HGET", "{app}:m", "*")).as("one by one").isNull();
	}

	private static ConditionFactory await() {
		return Awaitility.await().pollInterval(Duration.ofMillis(20)).atMost(Duration.ofSeconds(30));
	}

}
