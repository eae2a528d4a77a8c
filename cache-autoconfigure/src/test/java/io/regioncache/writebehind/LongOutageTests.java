package io.regioncache.writebehind;

import java.net.ConnectException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.regioncache.cache.behind.JsonChanges;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.region.Clocks;
import io.regioncache.region.WorkerFailures;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A database that is away for ten minutes, of which only the attempts to write are real.
 */
class LongOutageTests {

	private static final int CAPACITY = 200;

	private static final long OUTAGE_MILLIS = Duration.ofMinutes(10).toMillis();

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final VersionedTable table = new VersionedTable();

	private final Map<String, String> acknowledged = new HashMap<>();

	private int refused;

	@ParameterizedTest
	@EnumSource
	@SuppressWarnings("unchecked")
	void changesStayBoundedAndAllThatWereAcknowledgedAreWrittenAfterIt(WhenFull whenFull) {
		WriteBehindSettings settings = new WriteBehindSettings(CAPACITY, whenFull, Duration.ZERO,
				WhenRedisIsDown.REJECT, 2, Duration.ofMillis(1), Durability.NONE, Duration.ofSeconds(10));
		this.table.before = (batch) -> {
			throw new IllegalStateException(new ConnectException("database is away"));
		};
		try (BehindNode node = BehindNode.at(redis.server().url(), this.table, settings)) {
			ChangeQueue queue = new ChangeQueue("carts", new RegionChanges(node.store().own(), "carts"), settings,
					new Sequences(Clocks.SYSTEM.wall()));
			queue.pace(BehindNode.PACE);
			ChangeFlusher flusher = new ChangeFlusher(queue,
					(suspect) -> new BatchRun((BatchWriter<Object, Object>) (BatchWriter<?, ?>) this.table,
							new JsonChanges(new ValueCodec()), suspect),
					Clocks.SYSTEM.monotonic(), new WorkerFailures("here"));
			assertThat(outage(node, flusher)).as("attempts in ten minutes").isBetween(50, 80);
			assertThat(redis.admin().number("HLEN", "{app}:changes:carts:pending")).isEqualTo(CAPACITY);
			assertThat(this.refused).as("puts that were told").isPositive();
			assertThat(queue.statistics().parkings()).isZero();
			this.table.before = (batch) -> {
			};
			await(() -> {
				flusher.turn();
				return this.table.size() == CAPACITY;
			});
			assertThat(this.acknowledged)
				.allSatisfy((key, value) -> assertThat(this.table.value(key)).as(key).isEqualTo(value));
			flusher.close();
		}
	}

	/**
	 * Puts ten keys between any two attempts.
	 */
	private int outage(BehindNode node, ChangeFlusher flusher) {
		int attempts = 0;
		for (long millis = 0; millis < OUTAGE_MILLIS; millis += flusher.pause()) {
			for (int i = 0; i < 10; i++) {
				put(node, "k" + (attempts * 10 + i) % 300, "v" + attempts);
			}
			flusher.turn();
			attempts++;
		}
		return attempts;
	}

	private void put(BehindNode node, String key, String value) {
		try {
			node.put(key, value);
			this.acknowledged.put(key, value);
		}
		catch (WriteBehindException ex) {
			this.refused++;
		}
	}

}
