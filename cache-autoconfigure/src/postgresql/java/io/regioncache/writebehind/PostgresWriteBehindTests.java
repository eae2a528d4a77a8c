package io.regioncache.writebehind;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Carts in a real PostgreSQL, by {@code INSERT ... ON CONFLICT DO UPDATE ... WHERE}.
 */
class PostgresWriteBehindTests {

	private static final int ROUNDS = Math.max(DoomedWriter.POINTS.size(),
			Integer.getInteger("regioncache.writebehind.rounds", 0));

	private static final int CHANGES = 300;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void noChangeIsLostAndNoneIsWrittenOverALaterOneWhenWritersAreKilled() throws Exception {
		try (PostgresServer database = PostgresServer.start()) {
			new KilledWriters(redis.server(), database.url()).run(ROUNDS);
		}
	}

	@Test
	void nothingIsLostOrParkedWhenTheDatabaseIsKilled() throws Exception {
		List<String> failures = new CopyOnWriteArrayList<>();
		try (PostgresServer database = PostgresServer.start()) {
			SqlCarts carts = new SqlCarts(database.url(), (reached) -> {
			}) {

				@Override
				public boolean isOutage(Exception failure) {
					failures.add(failure.toString());
					return super.isOutage(failure);
				}

			}.create();
			try (BehindNode node = BehindNode.at(redis.server().url(), carts).writing()) {
				for (int i = 0; i < CHANGES; i++) {
					if (i == CHANGES / 3) {
						database.kill();
					}
					if (i == 2 * CHANGES / 3) {
						await(() -> node.behind().statistics().failures() > 2);
						database.launch();
					}
					node.carts()
						.operations()
						.beginPutNow(BehindNode.PACE)
						.complete(CacheRequest.of("k" + i % 50, Integer.class), i);
				}
				await(() -> redis.admin().number("HLEN", "{app}:changes:carts:pending") == 0);
				node.drain();
				assertThat(node.behind().statistics().parkings()).as("%s", failures).isZero();
				assertThat(carts.rows()).hasSize(50).containsEntry("k49", CHANGES - 1).containsEntry("k0", CHANGES - 50);
				assertThat(carts.taken()).allSatisfy((key, contents) -> assertThat(contents).as(key).isSorted());
			}
		}
	}

}
