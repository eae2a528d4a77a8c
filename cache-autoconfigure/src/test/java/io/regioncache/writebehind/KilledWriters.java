package io.regioncache.writebehind;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.testkit.ChildJvm;
import io.regioncache.testkit.RedisServer;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rounds in each of which a process that writes carts is killed, at each of the points of
 * {@link DoomedWriter} in turn, and another one writes what it has left.
 */
final class KilledWriters {

	private final RedisServer redis;

	private final String url;

	private final SqlCarts carts;

	private final Map<String, Integer> acknowledged = new HashMap<>();

	/**
	 * Create rounds.
	 * @param url the address of the database
	 */
	KilledWriters(RedisServer redis, String url) throws SQLException {
		this.redis = redis;
		this.url = url;
		this.carts = new SqlCarts(url, (reached) -> {
		}).create();
	}

	/**
	 * Assert that no acknowledged change is lost, and that none is written over a later
	 * one.
	 */
	void run(int rounds) throws SQLException {
		try (BehindNode survivor = BehindNode.at(this.redis.url(), this.carts, DoomedWriter.SETTINGS)) {
			for (int round = 0; round < rounds; round++) {
				String point = DoomedWriter.POINTS.get(round % DoomedWriter.POINTS.size());
				kill(point, round);
				survive(survivor, round);
				assertWritten("%s, round %d".formatted(point, round));
			}
		}
		assertThat(this.carts.taken()).allSatisfy((key, contents) -> assertThat(contents).as(key).isSorted());
	}

	private void kill(String point, int round) {
		try (ChildJvm doomed = ChildJvm.start(DoomedWriter.class, this.redis.url(), this.url, point,
				Integer.toString(1000 * (round + 1)))) {
			assertThat(doomed.awaitEnd()).as("killed: %s, %s", point, doomed.output()).isEqualTo(128 + 9);
			doomed.output().forEach(this::note);
		}
	}

	private void note(String line) {
		if (line.startsWith("acknowledged ")) {
			List<String> words = List.of(line.split(" "));
			this.acknowledged.merge(words.get(1), Integer.parseInt(words.get(2)), Math::max);
		}
	}

	/**
	 * The survivor writes what the killed process has left, even what it had taken.
	 */
	private void survive(BehindNode survivor, int round) {
		if (round == 0) {
			survivor.writing();
		}
		await(() -> this.redis.admin().number("HLEN", "{app}:changes:carts:pending") == this.redis.admin()
			.number("HLEN", "{app}:changes:carts:parked"));
	}

	private void assertWritten(String when) throws SQLException {
		Map<String, Integer> rows = this.carts.rows();
		assertThat(rows.keySet()).as(when).containsAll(this.acknowledged.keySet());
		assertThat(rows).as(when)
			.allSatisfy((key, content) -> assertThat(content).as(key)
				.isGreaterThanOrEqualTo(this.acknowledged.getOrDefault(key, 0)));
	}

}
