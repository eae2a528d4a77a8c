package io.regioncache.store;

import java.time.Duration;

import io.regioncache.testkit.RedisExtension;
import io.regioncache.store.entry.EntryKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lock whose owner is done is released, though the connection was lost over which it
 * was taken.
 */
class UnsentReleaseTests {

	private static final Duration TTL = Duration.ofMinutes(5);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private StoreNode node;

	@BeforeEach
	void start() {
		this.node = StoreNode.of(redis.server().url()).awaitAvailable();
	}

	@AfterEach
	void close() {
		this.node.close();
	}

	@Test
	void aReleaseThatCouldNotBeSentIsSentOverTheNextConnection() {
		EntryKey key = this.node.key(1);
		assertThat(this.node.store().locks().take(key, "owner", TTL).join()).isZero();
		redis.admin().call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
		Awaitility.await().pollInterval(Duration.ofMillis(1)).until(() -> {
			boolean released = this.node.store().locks().release(key, "owner").join();
			return !released || !isLocked(key);
		});
		Awaitility.await().until(() -> !isLocked(key));
	}

	@Test
	void aReleaseWhileNobodyCanBeAskedIsSentLater() {
		EntryKey key = this.node.key(2);
		assertThat(this.node.store().locks().take(key, "owner", TTL).join()).isZero();
		redis.server().pause();
		assertThat(this.node.store().locks().release(key, "owner").join()).isFalse();
		Awaitility.await().until(() -> !this.node.store().isAvailable());
		redis.server().resume();
		Awaitility.await().until(() -> !isLocked(key));
	}

	@Test
	void aReleaseThatIsRefusedForLackOfReplicasIsSentLater() {
		EntryKey key = this.node.key(6);
		assertThat(this.node.store().locks().take(key, "owner", TTL).join()).isZero();
		redis.admin().configure("min-replicas-to-write", "1");
		assertThat(this.node.store().locks().release(key, "owner").join()).isFalse();
		Awaitility.await().until(() -> redis.admin().info("errorstats").get("errorstat_NOREPLICAS") != null);
		redis.admin().configure("min-replicas-to-write", "0");
		Awaitility.await().until(() -> !isLocked(key));
	}

	@Test
	void aLockWhoseAnswerWasLostIsReleased() {
		EntryKey key = this.node.key(3);
		// The server knows the script from now on
		this.node.store().locks().take(this.node.key(5), "other", TTL).join();
		redis.server().pause();
		assertThat(this.node.store().locks().take(key, "owner", TTL).join()).isEqualTo(-1);
		redis.server().resume();
		Awaitility.await()
			.during(Duration.ofMillis(500))
			.until(() -> this.node.store().isAvailable() && !isLocked(key));
	}

	@Test
	void theLockOfAnotherOwnerIsLeftAlone() {
		EntryKey key = this.node.key(4);
		redis.server().pause();
		assertThat(this.node.store().locks().release(key, "former").join()).isFalse();
		redis.server().resume();
		this.node.awaitAvailable();
		assertThat(this.node.store().locks().take(key, "owner", TTL).join()).isZero();
		Awaitility.await().during(Duration.ofMillis(500)).until(() -> isLocked(key));
	}

	private static boolean isLocked(EntryKey key) {
		return redis.admin().number("EXISTS", key.lockKey()) == 1;
	}

}
