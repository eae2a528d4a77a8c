package io.regioncache.writebehind;

import java.time.Duration;
import java.util.List;

import io.regioncache.testkit.RedisServer;
import org.junit.jupiter.api.Test;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that is killed and comes back with what was on its disk.
 */
class WriteBehindRestartTests {

	private static final int KEYS = 30;

	private final VersionedTable table = new VersionedTable();

	@Test
	void changesOutliveAServerThatKeepsAllItsWrites() {
		try (RedisServer server = RedisServer.start("appendonly yes", "appendfsync always");
				BehindNode node = BehindNode.at(server.url(), this.table)) {
			put(node);
			server.restart();
			assertKept(node);
		}
	}

	/**
	 * A server that cannot confirm its disk has nothing to keep: the puts have written.
	 */
	@Test
	void whatAServerConfirmsToBeOnItsDiskOutlivesIt() {
		WriteBehindSettings onDisk = new WriteBehindSettings(100, WhenFull.BLOCK, Duration.ofSeconds(1),
				WhenRedisIsDown.WRITE_THROUGH, 3, Duration.ofSeconds(10), Durability.AOF, Duration.ofSeconds(10));
		try (RedisServer server = RedisServer.start("appendonly yes", "appendfsync everysec");
				BehindNode node = BehindNode.at(server.url(), this.table, onDisk)) {
			boolean confirms = server.admin().list("COMMAND", "INFO", "WAITAOF").get(0) instanceof List<?>;
			put(node);
			assertThat(node.behind().statistics().writtenThrough()).isEqualTo(confirms ? 0 : KEYS);
			assertThat(this.table.size()).isEqualTo(confirms ? 0 : KEYS);
			server.restart();
			assertKept(node);
		}
	}

	private static void put(BehindNode node) {
		for (int i = 0; i < KEYS; i++) {
			node.put("k" + i, "v" + i);
		}
	}

	private void assertKept(BehindNode node) {
		await(() -> node.store().isAvailable());
		for (int i = 0; i < KEYS; i++) {
			String key = "k" + i;
			assertThat(node.read(key, this.table.value(key))).isEqualTo("v" + i);
		}
		node.drain();
		assertThat(this.table.size()).isEqualTo(KEYS);
		assertThat(this.table.value("k7")).isEqualTo("v7");
	}

}
