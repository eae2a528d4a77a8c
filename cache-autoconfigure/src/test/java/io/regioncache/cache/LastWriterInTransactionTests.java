package io.regioncache.cache;

import java.time.Duration;
import java.util.List;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.key.VariedKey;
import io.regioncache.cache.put.PendingPut;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Conflict;
import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the last writer wins, in a transaction that is not one of the thread.
 */
class LastWriterInTransactionTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void aPutOnAbsenceWaitsForItsCommit() {
		CacheSettings lastWriteWins = Settings
			.of((settings) -> settings.replication = new ReplicationSettings(Replicate.VALUES, Write.ASYNC,
					Duration.ofSeconds(1), Conflict.LAST_WRITE_WINS));
		try (CacheNode node = CacheNode.with(redis.server().url(), (setup) -> {
			setup.settings = lastWriteWins;
			setup.timeout = Duration.ofSeconds(2);
		})) {
			node.awaitAvailable();
			RegionCache carts = node.cache("carts");
			Transaction transaction = new Transaction(null, false, List.of(), List.of());
			assertThat(carts.operations()
				.conditionalPuts()
				.putIfAbsent(CacheRequest.of("a", String.class), "uncommitted", transaction)).isNull();
			assertThat(carts.get("a")).isNull();
			transaction.rollback();
			assertThat(carts.get("a")).isNull();
		}
	}

	@Test
	void aLoadDoesNotReplaceWhatWasPutSinceForOneOfManyCallersEither() throws Throwable {
		CacheSettings lastWriteWins = Settings
			.of((settings) -> settings.replication = new ReplicationSettings(Replicate.VALUES, Write.ASYNC,
					Duration.ofSeconds(1), Conflict.LAST_WRITE_WINS));
		try (CacheNode node = CacheNode.with(redis.server().url(), (setup) -> {
			setup.settings = lastWriteWins;
			setup.timeout = Duration.ofSeconds(2);
		})) {
			node.awaitAvailable();
			RegionCache carts = node.cache("carts of tenants");
			CacheRequest request = CacheRequest.of(new VariedKey("a", List.of("TENANT", "acme")), String.class);
			carts.get(request, () -> {
				PendingPut put = carts.beginPut();
				put.complete(request, "put");
				return "loaded";
			});
			assertThat(carts.get(request, () -> "lost")).isEqualTo("put");
		}
	}

}
