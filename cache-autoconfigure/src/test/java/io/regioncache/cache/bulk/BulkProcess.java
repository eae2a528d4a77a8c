package io.regioncache.cache.bulk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Crew;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.testkit.ChildJvm;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that reads many keys at once and single ones, in rounds that begin at the same
 * time in all such JVMs, and counts the loads of each key in Redis.
 */
final class BulkProcess {

	/** Counts the loads of each key. */
	static final String LOADS = "bulk-loads";

	private static final int KEYS = 60;

	private static final int MANY = 25;

	private final CacheNode node;

	private final RedisCommands<String, String> redis;

	private final int processes;

	private final Random random;

	private BulkProcess(CacheNode node, RedisCommands<String, String> redis, int number, int processes) {
		this.node = node;
		this.redis = redis;
		this.random = new Random(number);
		this.processes = processes;
	}

	static ChildJvm start(String url, int number, int processes, int rounds) {
		return ChildJvm.start(BulkProcess.class, url, Integer.toString(number), Integer.toString(processes),
				Integer.toString(rounds));
	}

	public static void main(String[] arguments) {
		RedisClient client = RedisClient.create(arguments[0]);
		try (CacheNode node = CacheNode.patient(arguments[0]).awaitAvailable();
				StatefulRedisConnection<String, String> connection = client.connect();
				Crew crew = new Crew()) {
			BulkProcess process = new BulkProcess(node, connection.sync(), Integer.parseInt(arguments[1]),
					Integer.parseInt(arguments[2]));
			for (int round = 0; round < Integer.parseInt(arguments[3]); round++) {
				process.round(round, crew);
			}
			System.out.println("done");
		}
		finally {
			client.shutdown();
		}
	}

	private void round(int round, Crew crew) {
		List<List<String>> keys = IntStream.range(0, 3).mapToObj((reader) -> some(round)).toList();
		this.redis.incr("bulk-ready " + round);
		Awaitility.await()
			.pollInterval(Duration.ofMillis(1))
			.until(() -> Integer.parseInt(this.redis.get("bulk-ready " + round)) == this.processes);
		List<Future<@Nullable Object>> readers = new ArrayList<>();
		for (List<String> each : keys) {
			readers.add(crew.send(() -> many(each)));
			readers.add(crew.send(() -> one(each.get(0))));
		}
		Crew.await(readers).forEach((found) -> {
			if (!"right".equals(found)) {
				System.out.println("wrong " + found);
			}
		});
	}

	private List<String> some(int round) {
		List<Integer> all = IntStream.range(0, KEYS).boxed().collect(Collectors.toCollection(ArrayList::new));
		Collections.shuffle(all, this.random);
		return all.stream().limit(MANY).map((key) -> round + "-" + key).toList();
	}

	private Object many(List<String> keys) throws Throwable {
		Map<String, String> found = new HashMap<>(
				this.node.cache("items").getAll(keys, String.class, (missing) -> load(missing)));
		return found.equals(keys.stream().collect(Collectors.toMap((key) -> key, (key) -> "v" + key))) ? "right"
				: found;
	}

	private Object one(String key) throws Throwable {
		Object value = this.node.cache("items")
			.get(CacheRequest.of(key, String.class), () -> load(List.of(key)).get(key));
		return ("v" + key).equals(value) ? "right" : String.valueOf(value);
	}

	private Map<String, String> load(List<String> missing) {
		Map<String, String> values = new HashMap<>();
		for (String key : missing) {
			this.redis.hincrby(LOADS, key, 1);
			values.put(key, "v" + key);
		}
		LockSupport.parkNanos(2_000_000);
		return values;
	}

}
