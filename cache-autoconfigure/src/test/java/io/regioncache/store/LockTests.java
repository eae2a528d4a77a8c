package io.regioncache.store;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of the locks of a {@link RegionStore}, between two nodes on a real server.
 */
class LockTests {

	private static final Duration TTL = Duration.ofMinutes(1);

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static final String REDIS_KEY = "race:lock:numbers:k1";

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static RedisClient client;

	private static RegionStore here;

	private static RegionStore there;

	private static EntryKey key;

	@BeforeAll
	static void start() {
		client = RedisClient.create(redis.server().url());
		here = store();
		there = store();
		key = here.keysOf("numbers", "v1").apply("k1");
	}

	private static RegionStore store() {
		// As patient as a busy machine needs: what is tested is who gets the lock.
		RegionStore store = new RegionStore("here", () -> client, "race", "",
				new ConnectionSettings(PATIENCE, PATIENCE));
		store.start();
		return store;
	}

	@AfterAll
	static void stop() {
		here.close();
		there.close();
		client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@BeforeEach
	void awaitStores() {
		Awaitility.await().until(() -> here.isAvailable() && there.isAvailable());
	}

	@Test
	void hasOneOwnerAndATimeToLive() {
		assertThat(lock(here, "token-1")).isZero();
		assertThat(redis.admin().text("GET", REDIS_KEY)).isEqualTo("token-1");
		assertThat(timeToLive()).isBetween(1L, TTL.toMillis());
		assertThat(lock(there, "token-2")).isBetween(1L, TTL.toMillis());
		assertThat(lock(here, "token-3")).isBetween(1L, TTL.toMillis());
		assertThat(timeToLive()).isBetween(1L, TTL.toMillis());
	}

	@Test
	void isReleasedByItsOwnerOnly() {
		lock(here, "token-1");
		assertThat(unlock(there, "token-2")).isFalse();
		assertThat(redis.admin().text("GET", REDIS_KEY)).isEqualTo("token-1");
		assertThat(unlock(here, "token-1")).isTrue();
		assertThat(redis.admin().call("GET", REDIS_KEY)).isNull();
		assertThat(unlock(here, "token-1")).isFalse();
	}

	@Test
	void isNotTakenFromTheNextOwnerByALateRelease() {
		lock(here, "token-1");
		redis.admin().call("DEL", REDIS_KEY);
		assertThat(lock(there, "token-2")).isZero();
		assertThat(unlock(here, "token-1")).isFalse();
		assertThat(redis.admin().text("GET", REDIS_KEY)).isEqualTo("token-2");
	}

	@Test
	void isFreeAgainWhenItsTimeIsOver() {
		assertThat(here.locks().take(key, "token-1", Duration.ofMillis(1)).join()).isZero();
		redis.admin().call("PEXPIREAT", REDIS_KEY, "1");
		assertThat(lock(there, "token-2")).isZero();
	}

	@Test
	void doesNotOutliveItsTimeWhenTheClockOfTheServerIsSetBack() {
		lock(here, "token-1");
		// What is left of it then, for it ends at a time of day
		redis.admin().call("PEXPIRE", REDIS_KEY, String.valueOf(TTL.plusHours(1).toMillis()));
		assertThat(lock(there, "token-2")).isBetween(1L, TTL.toMillis());
		assertThat(timeToLive()).isBetween(1L, TTL.toMillis());
	}

	@Test
	void isFreeForALoadOfAnotherEpoch() {
		lock(here, "00000000000000e1.token-1");
		assertThat(lock(there, "00000000000000e1.token-2")).isPositive();
		assertThat(lock(there, "00000000000000e2.token-3")).isZero();
		extend(here, "00000000000000e1.token-1");
		assertThat(unlock(here, "00000000000000e1.token-1")).isFalse();
		assertThat(redis.admin().text("GET", REDIS_KEY)).isEqualTo("00000000000000e2.token-3");
	}

	@Test
	void isExtendedByItsOwner() {
		lock(here, "token-1");
		lock(there, "token-2");
		redis.admin().call("PEXPIRE", REDIS_KEY, "5000");
		extend(here, "token-1");
		assertThat(timeToLive()).isGreaterThan(5000);
		assertThat(redis.admin().text("GET", REDIS_KEY)).startsWith("token-1 ");
		redis.admin().call("PEXPIRE", REDIS_KEY, "5000");
		extend(there, "token-2");
		assertThat(timeToLive()).isLessThanOrEqualTo(5000);
	}

	@Test
	void isNotTakenByWhoOnlyExtendsIt() {
		extend(here, "token-1");
		assertThat(redis.admin().call("GET", REDIS_KEY)).isNull();
	}

	@Test
	void wakesTheNodeThatWasRefused() {
		lock(here, "token-1");
		CompletableFuture<Void> released = there.locks().released(key);
		lock(there, "token-2");
		unlock(here, "token-1");
		assertThat(released).succeedsWithin(PATIENCE);
		assertThat(redis.admin().commandCalls()).containsEntry("publish", 1L);
		assertThat(there.locks().released(key)).as("the next release").isNotDone();
	}

	@Test
	void tellsNobodyIfNobodyWasRefused() {
		lock(here, "token-1");
		unlock(here, "token-1");
		assertThat(redis.admin().commandCalls()).doesNotContainKey("publish");
	}

	@Test
	void wakesEveryLoadThatWaitsOnANode() {
		lock(here, "token-1");
		CompletableFuture<Void> first = there.locks().released(key);
		CompletableFuture<Void> second = there.locks().released(key);
		CompletableFuture<Void> other = there.locks().released(there.keysOf("numbers", "v1").apply("k2"));
		lock(there, "token-2");
		lock(there, "token-3");
		unlock(here, "token-1");
		assertThat(CompletableFuture.allOf(first, second)).succeedsWithin(PATIENCE);
		assertThat(redis.admin().commandCalls()).containsEntry("publish", 1L);
		assertThat(other).isNotDone();
	}

	@Test
	void locksAreNotToBeHadWhereSomethingElseLies() {
		redis.admin().call("HSET", REDIS_KEY, "foreign", "1");
		assertThat(lock(here, "token-1")).isEqualTo(-1);
		assertThat(unlock(here, "token-1")).isFalse();
		assertThat(redis.admin().text("HGET", REDIS_KEY, "foreign")).isEqualTo("1");
		assertThat(here.isAvailable()).isTrue();
	}

	@Test
	void doesWhatASimpleLockWouldWhateverIsTried() {
		AssertionError failure = null;
		for (int seed = 6; seed < 16; seed++) {
			redis.admin().call("DEL", REDIS_KEY);
			long connected = connected();
			try {
				tryWhatever(new Random(seed));
				return;
			}
			catch (AssertionError ex) {
				failure = ex;
			}
			awaitStores();
			if (connected() == connected) {
				break;
			}
			// On a machine that stood still for seconds, answers were lost with their
			// connection
		}
		throw failure;
	}

	private static long connected() {
		return Long.parseLong(redis.admin().info("stats").get("total_connections_received"));
	}

	private void tryWhatever(Random random) {
		List<RegionStore> nodes = List.of(here, there);
		String owner = null;
		Set<RegionStore> refused = new LinkedHashSet<>();
		for (int step = 0; step < 1000; step++) {
			RegionStore node = nodes.get(random.nextInt(2));
			String token = "token-" + random.nextInt(3);
			boolean owns = token.equals(owner);
			switch (random.nextInt(5)) {
				case 0, 1 -> {
					long left = lock(node, token);
					assertThat(left == 0).as("step %d", step).isEqualTo(owner == null || owns);
					if (left > 0) {
						refused.add(node);
					}
					owner = (left == 0) ? token : owner;
				}
				case 2, 3 -> {
					assertThat(unlock(node, token)).as("step %d", step).isEqualTo(owns);
					if (owns) {
						owner = null;
						refused.clear();
					}
				}
				default -> extend(node, token);
			}
			assertHeld(owner, refused.size());
		}
	}

	private static void assertHeld(@Nullable String owner, int waiting) {
		Object held = redis.admin().call("GET", REDIS_KEY);
		if (owner == null) {
			assertThat(held).isNull();
			return;
		}
		assertThat(String.valueOf(held).split(" ")).startsWith(owner).hasSize(1 + waiting).doesNotHaveDuplicates();
		assertThat(timeToLive()).isBetween(1L, TTL.toMillis());
	}

	private static long lock(RegionStore node, String token) {
		return node.locks().take(key, token, TTL).join();
	}

	private static boolean unlock(RegionStore node, String token) {
		return node.locks().release(key, token).join();
	}

	/**
	 * Extends, and waits for something that was sent after it.
	 */
	private static void extend(RegionStore node, String token) {
		node.locks().extend(key, token, TTL);
		node.locks().release(node.keysOf("numbers", "v1").apply("k99"), token).orTimeout(30, TimeUnit.SECONDS).join();
	}

	private static long timeToLive() {
		return redis.admin().number("PTTL", REDIS_KEY);
	}

}
