package io.regioncache.cache.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.regioncache.cache.CacheNode;
import io.regioncache.cache.Counting;
import io.regioncache.cache.Crew;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.testkit.RedisExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What 64 threads on each of two nodes cost that want a cold key at once.
 */
class StampedeTests {

	private static final int THREADS = 64;

	private static final int ROUNDS = 11;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	@Test
	void costsOneLoadAndFewCommands() {
		try (CacheNode here = CacheNode.patient(redis.server().url()).awaitAvailable();
				CacheNode there = CacheNode.patient(redis.server().url()).awaitAvailable();
				Crew crew = new Crew()) {
			List<Long> commands = new ArrayList<>();
			for (int round = 0; round < ROUNDS; round++) {
				CacheRequest request = new CacheRequest("cold " + round, String.class,
						EntryTags.of(List.of("products", "category:" + round)), null, null, (any) -> true);
				Counting origin = Counting.versions();
				CyclicBarrier start = new CyclicBarrier(2 * THREADS);
				Loader slow = () -> {
					TimeUnit.MILLISECONDS.sleep(50);
					return origin.load();
				};
				redis.admin().resetStatistics();
				List<Future<@Nullable Object>> callers = new ArrayList<>();
				for (CacheNode node : List.of(here, there)) {
					callers.addAll(crew.send(THREADS, () -> {
						start.await();
						return node.cache("products").get(request, slow);
					}));
				}
				assertThat(Crew.await(callers)).containsOnly("v1");
				assertThat(origin.loads()).isOne();
				commands.add(callsOf(redis.admin().commandCalls()));
			}
			assertThat(commands.stream().sorted().skip(ROUNDS / 2).findFirst().orElseThrow())
				.as("the median of %s", commands)
				.isLessThanOrEqualTo(20);
		}
	}

	@Test
	void aFillIsToldToNobody() throws Throwable {
		try (CacheNode here = CacheNode.patient(redis.server().url()).awaitAvailable();
				CacheNode there = CacheNode.patient(redis.server().url()).awaitAvailable()) {
			redis.admin().resetStatistics();
			here.cache("products").get(CacheRequest.of("quiet", String.class), () -> "v1");
			assertThat(there.cache("products").get(CacheRequest.of("quiet", String.class), () -> "v2")).isEqualTo("v1");
			assertThat(redis.admin().commandCalls()).containsKey("set").doesNotContainKeys("publish", "spublish");
		}
	}

	private static long callsOf(Map<String, Long> commands) {
		return commands.entrySet()
			.stream()
			.filter((command) -> !command.getKey().equals("info") && !command.getKey().startsWith("config"))
			.mapToLong(Map.Entry::getValue)
			.sum();
	}

}
