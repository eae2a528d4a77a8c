package io.regioncache.store.connection;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import io.regioncache.store.session.Failures;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the answer to each command for no longer than the timeout, and tells the
 * health of the server how it went.
 */
final class TimedCommands {

	private final AnswerTimeouts timeouts;

	private final ServerHealth health;

	TimedCommands(AnswerTimeouts timeouts, ServerHealth health) {
		this.timeouts = timeouts;
		this.health = health;
	}

	/**
	 * Ask the server.
	 */
	<T> CompletableFuture<T> ask(Session session, Function<Session, CompletableFuture<T>> command) {
		return this.timeouts.ask(() -> command.apply(session)).whenComplete((value, ex) -> {
			if (ex == null) {
				this.health.succeeded();
			}
			else if (!Failures.isRefusal(Failures.rootOf(ex))) {
				this.health.failed(session, reason(ex));
			}
		});
	}

	/**
	 * Ask the node of a key.
	 */
	<T> CompletableFuture<T> ask(Session session, byte[] key, Function<Session, CompletableFuture<T>> command) {
		String node = session.nodeOf(key);
		return (node == null) ? ask(session, command)
				: this.timeouts.ask(() -> command.apply(session)).whenComplete((value, ex) -> answered(node, ex));
	}

	private void answered(String node, @Nullable Throwable ex) {
		if (ex == null || Failures.isRefusal(Failures.rootOf(ex))) {
			this.health.succeededAt(node);
		}
		else {
			this.health.failedAt(node, reason(ex));
		}
	}

	private Throwable reason(Throwable ex) {
		Throwable root = Failures.rootOf(ex);
		return (root instanceof TimeoutException) ? this.health.late() : root;
	}

}
