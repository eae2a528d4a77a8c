package io.regioncache.replication;

import java.time.Duration;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.entry.Revocation;
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records that revoke web sessions, as a region applies them.
 */
class RevocationRecordTests {

	private static final String METADATA = "{app}:m";

	private static final String SOURCE = "00000000000000aa";

	private static final String UNKNOWN = "00000000000000bb";

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	/**
	 * What an epoch that the region does not know has marked is taken for everything,
	 * which revokes nothing.
	 */
	@Test
	void aRevocationOfAnUnknownEpochIsHeeded() {
		RedisClient client = RedisClient.create(redis.server().url());
		try (RegionStore store = new RegionStore("west", () -> client, "app", "",
				new ConnectionSettings(Patience.LIMIT, Patience.LIMIT))) {
			store.start();
			Awaitility.await().until(store::isAvailable);
			String session = Revocation.hash("one");
			List<?> applied = RawScripts.run(redis.admin(), "apply", METADATA, "east", "", SOURCE + ":1:1", "1000",
					"1000", "10", "west", "R", "0", UNKNOWN, "7", "1",
					Revocation.ofSession(session, Duration.ofMinutes(1)).field());
			assertThat(applied.get(0)).as("whether it was applied").isEqualTo(1L);
			assertThat(redis.admin().call("HGET", METADATA, Revocation.fieldOfSession(session))).isNotNull();
		}
		finally {
			client.shutdown();
		}
	}

}
