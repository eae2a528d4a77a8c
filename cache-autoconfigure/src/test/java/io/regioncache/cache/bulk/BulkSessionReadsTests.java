package io.regioncache.cache.bulk;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.log.Position;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads of many keys by callers with a token.
 */
class BulkSessionReadsTests {

	private static final List<Integer> IDS = IntStream.range(0, 10).boxed().toList();

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();

	private CacheNode node;

	@BeforeEach
	void start() {
		this.node = CacheNode.at(redis.server().url()).awaitAvailable();
	}

	@AfterEach
	void stop() {
		this.node.close();
	}

	@Test
	void nothingOlderThanTheTokenIsServedOrStored() {
		assertThat(get("old")).hasSize(10).containsEntry(7, "old7");
		ConsistencyContext caller = writtenElsewhere();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(get("new")).hasSize(10).containsEntry(0, "new0").containsEntry(7, "new7");
		}
		assertThat(caller.detours()).isEqualTo(10);
		assertThat(count(Event.DETOUR_ORIGIN)).isEqualTo(10);
		assertThat(this.calls).containsExactly(IDS, IDS);
		assertThat(get("unexpected")).containsEntry(7, "old7");
	}

	@Test
	void homeAnswersOnceItHasPassedTheToken() {
		get("old");
		redis.admin().call("HSET", "{app}:m", "o:0000000000000002", "1");
		ConsistencyContext caller = writtenElsewhere();
		try (ConsistencyContext.Binding bound = ConsistencyContext.bind(caller)) {
			assertThat(get("new")).containsEntry(0, "old0").containsEntry(7, "old7");
			redis.admin().resetStatistics();
			get("new");
			assertThat(redis.admin().commandCalls()).containsEntry("mget", 1L).doesNotContainKey("get");
		}
		assertThat(caller.detours()).isZero();
		assertThat(this.calls).hasSize(1);
	}

	private static ConsistencyContext writtenElsewhere() {
		ConsistencyContext caller = new ConsistencyContext();
		caller.accept(ConsistencyToken.NONE.and("there", new Position(2, 1)));
		return caller;
	}

	private Map<Integer, String> get(String prefix) {
		return this.node.cache("items").getAll(IDS, String.class, (missing) -> {
			this.calls.add(List.copyOf(missing));
			Map<Integer, String> values = new HashMap<>();
			missing.forEach((id) -> values.put(id, prefix + id));
			return values;
		});
	}

	private long count(Event event) {
		return this.node.cache("items").statistics().get(event);
	}

}
