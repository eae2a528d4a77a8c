package io.regioncache.cache.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.regioncache.store.session.Failures;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what has waited for the end of a transaction.
 */
final class CommittedEffects {

	/**
	 * How much is done at once after a commit: more might not fit into the queue of a
	 * connection.
	 */
	private static final int MAX_BESIDE = 100;

	private CommittedEffects() {
	}

	/**
	 * Side by side, some at a time; but a put compares itself with what was invalidated
	 * before it, and must not with what comes after. What fails, fails alone.
	 */
	static CompletableFuture<Void> carryOut(List<AfterCommit> all, UnaryOperator<AfterCommit> change) {
		List<RuntimeException> thrown = new CopyOnWriteArrayList<>();
		List<CompletableFuture<?>> started = new ArrayList<>();
		List<CompletableFuture<?>> beside = new ArrayList<>();
		CompletableFuture<?> before = CompletableFuture.completedFuture(null);
		for (AfterCommit each : all) {
			AfterCommit effect = change.apply(each);
			if (effect.comparesItself() || beside.size() == MAX_BESIDE) {
				before = CompletableFuture.allOf(beside.toArray(CompletableFuture[]::new));
				beside.clear();
			}
			CompletableFuture<?> done = before.thenCompose((ready) -> effect.action().get())
				.handle((result, ex) -> told(effect, ex, thrown));
			started.add(done);
			beside.add(done);
			if (effect.comparesItself()) {
				before = done;
			}
		}
		return CompletableFuture.allOf(started.toArray(CompletableFuture[]::new)).thenRun(() -> throwFirst(thrown));
	}

	private static void throwFirst(List<RuntimeException> thrown) {
		if (!thrown.isEmpty()) {
			throw thrown.get(0);
		}
	}

	private static @Nullable Void told(AfterCommit effect, @Nullable Throwable failure, List<RuntimeException> thrown) {
		Throwable cause = (failure != null) ? Failures.rootOf(failure) : null;
		if (cause != null) {
			try {
				effect.failed()
					.accept((cause instanceof RuntimeException known) ? known : new IllegalStateException(cause));
			}
			catch (RuntimeException ex) {
				thrown.add(ex);
			}
		}
		return null;
	}

}
