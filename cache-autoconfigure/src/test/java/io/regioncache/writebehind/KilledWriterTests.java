package io.regioncache.writebehind;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.testkit.ChildJvm;
import io.regioncache.testkit.RedisExtension;
import org.h2.tools.Server;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A process that writes carts is killed, at each of the points of {@link DoomedWriter} in
 * turn. The system property {@code regioncache.writebehind.rounds} says how often.
 */
class KilledWriterTests {

	private static final int ROUNDS = Integer.getInteger("regioncache.writebehind.rounds", 2);

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	@Test
	void noAcknowledgedChangeIsLostAndNoneIsWrittenOverALaterOne() throws Exception {
		Server database = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
		String url = "jdbc:h2:tcp://127.0.0.1:%d/mem:carts;DB_CLOSE_DELAY=-1".formatted(database.getPort());
		SqlCarts carts = new SqlCarts(url, (reached) -> {
		}).create();
		Map<String, Integer> acknowledged = new HashMap<>();
		try (BehindNode survivor = BehindNode.at(redis.server().url(), carts, DoomedWriter.SETTINGS)) {
			for (int round = 0; round < ROUNDS; round++) {
				String point = DoomedWriter.POINTS.get(round % DoomedWriter.POINTS.size());
				try (ChildJvm doomed = ChildJvm.start(DoomedWriter.class, redis.server().url(), url, point,
						Integer.toString(1000 * (round + 1)))) {
					assertThat(doomed.awaitEnd()).as("killed: %s, %s", point, doomed.output()).isEqualTo(128 + 9);
					doomed.output().forEach((line) -> note(line, acknowledged));
				}
				survive(survivor, round);
				assertThat(carts.rows()).as(point)
					.allSatisfy((key, content) -> assertThat(content).as(key)
						.isGreaterThanOrEqualTo(acknowledged.getOrDefault(key, 0)));
				assertThat(carts.rows().keySet()).as(point).containsAll(acknowledged.keySet());
			}
			assertThat(carts.taken()).allSatisfy((key, contents) -> assertThat(contents).as(key).isSorted());
		}
		finally {
			database.stop();
		}
	}

	/**
	 * The survivor writes what the killed process has left, even what it had taken.
	 */
	private static void survive(BehindNode survivor, int round) {
		if (round == 0) {
			survivor.writing();
		}
		await(() -> redis.admin().number("HLEN", "{app}:changes:carts:pending") == redis.admin()
			.number("HLEN", "{app}:changes:carts:parked"));
	}

	private static void note(String line, Map<String, Integer> acknowledged) {
		if (line.startsWith("acknowledged ")) {
			List<String> words = List.of(line.split(" "));
			acknowledged.merge(words.get(1), Integer.parseInt(words.get(2)), Math::max);
		}
	}

}
