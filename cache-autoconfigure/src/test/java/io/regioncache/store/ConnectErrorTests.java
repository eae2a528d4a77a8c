package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTasks;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.testkit.RedisExtension;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An {@link Error} while a region is connected to.
 */
class ConnectErrorTests {

	private static final int ERRORS = 3;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private final AtomicInteger attempts = new AtomicInteger();

	private final RedisClient client = RedisClient.create(named(redis.server().url()));

	private final RedisLink link = new RedisLink("here", () -> this.client, MetadataKeys.of("errors"),
			new ConnectionSettings(Duration.ofSeconds(10), Duration.ofSeconds(10)), new FailingTasks());

	private static RedisURI named(String url) {
		RedisURI uri = RedisURI.create(url);
		uri.setClientName("connect-errors");
		return uri;
	}

	@AfterEach
	void stop() {
		this.link.close();
		this.client.shutdown(0, 1, TimeUnit.SECONDS);
	}

	@Test
	void isReportedAndTheNextAttemptLeavesNoConnectionBehind() {
		this.link.start();
		Awaitility.await().until(() -> this.link.session() != null);
		assertThat(this.attempts).hasValue(ERRORS + 1);
		assertThat(this.link.failures().count()).isEqualTo(ERRORS);
		long ofOneSession = 2;
		Awaitility.await().until(() -> connections() == ofOneSession);
	}

	private static long connections() {
		return redis.admin().text("CLIENT", "LIST").lines().filter((line) -> line.contains("connect-errors")).count();
	}

	private final class FailingTasks implements SessionTasks {

		@Override
		public void opened(Session session) {
			if (ConnectErrorTests.this.attempts.incrementAndGet() <= ERRORS) {
				throw new StackOverflowError();
			}
		}

		@Override
		public CompletableFuture<?> settleHolds(Session session) {
			return CompletableFuture.completedFuture(true);
		}

		@Override
		public CompletableFuture<Marked> mark(Session session, List<MarkerWrite> marks) {
			throw new IllegalStateException("Nothing is deferred");
		}

	}

}
