package io.regioncache.websession;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

import io.regioncache.testkit.RedisExtension;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What it takes to destroy all sessions of a user, and who is accepted meanwhile.
 */
class DestroyAllTests {

	private static final int ROUNDS = 20;

	@RegisterExtension
	static final RedisExtension redis = RedisExtension.shared();

	private static SessionNode node;

	@BeforeEach
	void start() {
		stop();
		node = SessionNode.at(redis.server().url()).awaitComplete();
	}

	@AfterAll
	static void stop() {
		if (node != null) {
			node.close();
			node = null;
		}
	}

	@Test
	void isOneScriptHoweverManySessionsThereAre() {
		node.repository().deleteByPrincipalName("nobody");
		for (int i = 0; i < 30; i++) {
			node.login("ann");
		}
		try (CommandMonitor monitor = new CommandMonitor(redis.server())) {
			node.repository().deleteByPrincipalName("ann");
			assertThat(monitor.sent()).filteredOn((command) -> command.contains("~all:") || command.contains("app:ws"))
				.singleElement()
				.asString()
				.startsWith("\"EVALSHA\"");
		}
	}

	/**
	 * Cached entries have nothing to do with it: no lease gets old, and no process that
	 * follows the markers is woken.
	 */
	@Test
	void leavesTheClockOfTheRegionAlone() {
		String id = node.login("ann");
		String clock = redis.admin().text("HGET", "{app}:m", "clock");
		String told = redis.admin().text("HGET", "{app}:m", "told");
		node.repository().deleteByPrincipalName("ann");
		node.repository().deleteById(node.login("bob"));
		assertThat(node.accepts(id)).isFalse();
		assertThat(redis.admin().text("HGET", "{app}:m", "clock")).isEqualTo(clock);
		assertThat(redis.admin().text("HGET", "{app}:m", "told")).isEqualTo(told);
	}

	/**
	 * Requests of two processes go on while all sessions are destroyed. Those that begin
	 * after that has returned are counted exactly.
	 */
	@Test
	void noRequestThatBeginsAfterwardsIsAccepted() {
		try (SessionNode neighbor = SessionNode.at(redis.server().url()).awaitComplete()) {
			for (int i = 0; i < ROUNDS; i++) {
				String user = "user" + i;
				String id = node.login(user);
				assertThat(neighbor.accepts(id)).isTrue();
				Requests requests = new Requests(List.of(() -> node.accepts(id), () -> neighbor.accepts(id)));
				((i % 2 == 0) ? node : neighbor).repository().deleteByPrincipalName(user);
				assertThat(requests.acceptedAfterwards()).isZero();
			}
		}
	}

	/**
	 * Threads that ask for a session again and again.
	 */
	private static final class Requests {

		private static final int AFTERWARDS = 20;

		private final AtomicBoolean destroyed = new AtomicBoolean();

		private final AtomicInteger accepted = new AtomicInteger();

		private final List<CompletableFuture<Void>> threads = new ArrayList<>();

		Requests(List<BooleanSupplier> requests) {
			requests.forEach((request) -> this.threads.add(CompletableFuture.runAsync(() -> run(request))));
		}

		private void run(BooleanSupplier request) {
			for (int after = 0; after < AFTERWARDS;) {
				boolean begunAfterwards = this.destroyed.get();
				boolean found = request.getAsBoolean();
				if (begunAfterwards) {
					after++;
					this.accepted.addAndGet(found ? 1 : 0);
				}
			}
		}

		int acceptedAfterwards() {
			this.destroyed.set(true);
			this.threads.forEach(CompletableFuture::join);
			return this.accepted.get();
		}

	}

}
