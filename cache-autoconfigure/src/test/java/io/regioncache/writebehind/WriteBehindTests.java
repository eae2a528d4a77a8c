package io.regioncache.writebehind;

import java.util.List;
import java.util.Map;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.regioncache.testkit.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WriteBehind}.
 */
class WriteBehindTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final VersionedTable table = new VersionedTable();

	private BehindNode node;

	@BeforeEach
	void connect() {
		this.node = BehindNode.at(redis.server().url(), this.table);
	}

	@AfterEach
	void disconnect() {
		this.node.close();
	}

	@Test
	void whatIsPutIsWrittenAndLeavesNothingBehind() {
		this.node.writing().put("a", "one");
		assertThat(this.node.read("a", "from the origin")).isEqualTo("one");
		await(() -> "one".equals(this.table.value("a")));
		await(() -> redis.admin().list("KEYS", "{app}:changes:*").equals(List.of("{app}:changes:carts:records"))
				&& redis.admin().number("XLEN", "{app}:changes:carts:records") == 0);
		this.node.drain();
	}

	@Test
	void theLastChangeOfAKeyIsWritten() {
		for (int i = 0; i < 50; i++) {
			this.node.put("k" + i % 5, "v" + i);
		}
		this.node.drain();
		assertThat(this.table.batches).hasSize(1);
		assertThat(this.table.batches.get(0)).extracting(Change::key).containsExactly("k0", "k1", "k2", "k3", "k4");
		assertThat(this.table.batches.get(0)).extracting(Change::value)
			.containsExactly("v45", "v46", "v47", "v48", "v49");
	}

	@Test
	void aKeyWithAPendingChangeIsReadFromItWhateverBecomesOfItsEntry() {
		this.node.put("a", "one");
		assertThat(this.node.read("a", "old")).isEqualTo("one");
		this.node.carts().evict("a");
		assertThat(this.node.read("a", "old")).as("evicted").isEqualTo("one");
		redis.admin().call("DEL", "{app}:m");
		await(() -> this.node.store().isAvailable() && "one".equals(this.node.read("a", "old")));
		assertThat(this.node.carts().getAll(List.of("a", "b"), String.class, (missing) -> Map.of("b", "two")))
			.as("in a new epoch")
			.containsEntry("a", "one")
			.containsEntry("b", "two");
		redis.admin().list("KEYS", "app:e:*").forEach((key) -> redis.admin().call("DEL", String.valueOf(key)));
		assertThat(this.node.carts().get("a", String.class)).as("without a loader").isEqualTo("one");
	}

}
