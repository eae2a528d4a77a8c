package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.log.Cursor;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where a {@link RedisSourceLog} decodes what it has read: large pages would hold up all
 * connections of an event loop.
 */
class DecodingTests {

	private static final String METADATA = "{decoding}:m";

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	/** Routes are told by whoever decodes. */
	private final List<String> threads = new CopyOnWriteArrayList<>();

	private final ExecutorService executor = Executors
		.newSingleThreadExecutor((task) -> new Thread(task, "decoding-executor"));

	private final RedisClient client = RedisClient.create(redis.server().url());

	private final RedisSourceLog log = new RedisSourceLog(() -> this.client, "decoding",
			new SourceReading("west", Duration.ofSeconds(10), Duration.ofSeconds(1)), this.executor,
			new SourceRoutes((routes) -> this.threads.add(Thread.currentThread().getName()), () -> false),
			new WorkerFailures("west"));

	@BeforeEach
	void begin() throws Exception {
		this.log.read(null).get(10, TimeUnit.SECONDS);
		redis.admin().call("HSET", METADATA, "routes", "1;;", "seq", "1");
		this.threads.clear();
	}

	@AfterEach
	void stop() {
		this.log.close();
		this.executor.shutdownNow();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
		redis.admin().call("DEL", METADATA, "{decoding}:log");
	}

	@Test
	void aSmallPageIsDecodedWhereItArrives() throws Exception {
		assertThat(readARecordOf(1000)).noneMatch((thread) -> thread.equals("decoding-executor"));
	}

	@Test
	void aLargePageIsDecodedByTheExecutor() throws Exception {
		assertThat(readARecordOf(100_000)).containsExactly("decoding-executor");
	}

	private List<String> readARecordOf(int bytes) throws Exception {
		redis.admin().call("XADD", "{decoding}:log", "1-0", "r", "x".repeat(bytes));
		long epoch = Long.parseUnsignedLong(redis.admin().text("HGET", METADATA, "epoch"), 16);
		this.log.read(new Cursor(epoch, 0, 0)).get(10, TimeUnit.SECONDS);
		return this.threads;
	}

}
