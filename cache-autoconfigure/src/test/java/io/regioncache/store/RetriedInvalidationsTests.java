package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What was invalidated while the server was away, on a real server.
 */
class RetriedInvalidationsTests {

	/**
	 * As many as a process keeps apart.
	 */
	private static final int MANY = 10_000;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private RedisClient client;

	private RegionStore store;

	private void start(Duration timeout) {
		this.client = RedisClient.create(redis.server().url());
		this.store = new RegionStore("here", () -> this.client, "app", "",
				new ConnectionSettings(timeout, Duration.ofSeconds(5)));
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
		start(Duration.ofMillis(100));
		redis.server().kill();
		List<Scope> tags = new ArrayList<>();
		for (int i = 0; i < MANY; i++) {
			tags.add(Scope.tag("tag" + i));
		}
		await().until(() -> this.store.invalidate(tags, InvalidationMode.REMOVE).join() == InvalidationResult.DEFERRED);
		redis.server().restartEmpty();
		await().until(this.store::isAvailable);
		assertThat(redis.admin().list("HMGET", "{app}:m", "t:tag0", "t:tag9999")).doesNotContainNull();
		assertThat(redis.admin().call("HGET", "{app}:m", "*")).as("one by one").isNull();
	}

	/**
	 * One run of the script for all of them would take longer than the server may be held
	 * up.
	 */
	@Test
	void manyTagsAreMarkedInStepsThatHoldUpTheServerForMillisecondsOnly() {
		start(Patience.LIMIT);
		List<Scope> tags = tags(Invalidate.MAX_SCOPES);
		redis.admin().call("CONFIG", "RESETSTAT");
		AtomicReference<Position> last = new AtomicReference<>();
		assertThat(this.store.invalidations()
			.invalidate(tags, InvalidationMode.REMOVE, InvalidationRegions.ALL,
					(region, position) -> last.set(position))
			.join()).isEqualTo(InvalidationResult.APPLIED);
		assertThat(redis.admin().list("HMGET", "{app}:m", "t:tag0", "t:tag9999")).doesNotContainNull();
		assertThat(redis.admin().commandCalls().get("evalsha")).isGreaterThanOrEqualTo(20);
		String epoch = redis.admin().text("HGET", "{app}:m", "epoch");
		assertThat(last.get().sequence()).as("of the last step")
			.isEqualTo(redis.admin().number("HGET", "{app}:m", "o:" + epoch));
	}

	@Test
	void moreTagsThanAreWorthTellingApartAreEverything() {
		start(Patience.LIMIT);
		assertThat(this.store.invalidate(tags(Invalidate.MAX_SCOPES + 1), InvalidationMode.REMOVE).join())
			.isEqualTo(InvalidationResult.APPLIED);
		assertThat(redis.admin().call("HGET", "{app}:m", "*")).isNotNull();
		assertThat(redis.admin().call("HGET", "{app}:m", "t:tag0")).isNull();
	}

	/**
	 * A caller is told of all or of nothing: what was marked before a step has failed is
	 * marked again.
	 */
	@Test
	void whereOneStepFailsAllAreRetried() {
		start(Patience.LIMIT);
		List<Scope> tags = tags(3 * MarkerWrite.AT_ONCE);
		AtomicInteger steps = new AtomicInteger();
		InvalidationResult marked = this.store.invalidations()
			.invalidate(tags, InvalidationMode.REMOVE, InvalidationRegions.ALL, (region, position) -> {
				if (steps.incrementAndGet() == 2) {
					redis.server().kill();
				}
			})
			.join();
		assertThat(marked).isEqualTo(InvalidationResult.DEFERRED);
		redis.server().restartEmpty();
		await().until(this.store::isAvailable);
		assertThat(redis.admin().list("HMGET", "{app}:m", "t:tag0", "t:tag" + (tags.size() - 1))).doesNotContainNull();
	}

	private static List<Scope> tags(int count) {
		return IntStream.range(0, count).mapToObj((i) -> Scope.tag("tag" + i)).toList();
	}

}
