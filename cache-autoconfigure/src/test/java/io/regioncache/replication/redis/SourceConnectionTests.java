package io.regioncache.replication.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.RedisClient;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.testkit.Patience;
import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A connection that several callers ask for before it is open.
 */
class SourceConnectionTests {

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.own();

	private final List<Runnable> tasks = new CopyOnWriteArrayList<>();

	private final RedisClient client = RedisClient.create(redis.server().url());

	private final SourceConnection connection = new SourceConnection(() -> this.client, MetadataKeys.of("app"),
			new SourceReading("west", Patience.LIMIT, Duration.ofSeconds(1)), this.tasks::add,
			new WorkerFailures("west"));

	@AfterEach
	void close() {
		this.connection.close();
		this.client.shutdown();
	}

	@Test
	void callersShareTheSessionThatIsBeingOpened() throws Exception {
		CompletableFuture<SourceSession> first = this.connection.open();
		CompletableFuture<SourceSession> second = this.connection.open();
		runTasks();
		SourceSession session = get(first);
		assertThat(get(second)).isSameAs(session);
		assertThat(get(this.connection.open())).isSameAs(session);
		assertThat(session.session().isWhole()).isTrue();
	}

	@Test
	void sessionThatIsLostIsReplaced() throws Exception {
		CompletableFuture<SourceSession> first = this.connection.open();
		runTasks();
		get(first).session().close().get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
		CompletableFuture<SourceSession> second = this.connection.open();
		runTasks();
		assertThat(get(second)).isNotSameAs(get(first));
		assertThat(get(second).session().isWhole()).isTrue();
	}

	@Test
	void sessionThatCannotBeOpenedIsTriedAgain() throws Exception {
		redis.server().kill();
		CompletableFuture<SourceSession> first = this.connection.open();
		runTasks();
		assertThat(first.handle((session, ex) -> ex).get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isNotNull();
		redis.server().restart();
		CompletableFuture<SourceSession> second = this.connection.open();
		runTasks();
		assertThat(get(second).session().isWhole()).isTrue();
	}

	private void runTasks() {
		List<Runnable> due = List.copyOf(this.tasks);
		this.tasks.removeAll(due);
		due.forEach(Runnable::run);
	}

	private static SourceSession get(CompletableFuture<SourceSession> session) throws Exception {
		return session.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

}
