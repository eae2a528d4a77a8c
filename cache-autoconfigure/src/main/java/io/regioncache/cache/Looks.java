package io.regioncache.cache;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.regioncache.store.EntryKey;
import io.regioncache.store.Look;
import io.regioncache.store.RegionStore;
import io.regioncache.store.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Looks at Redis, one at a time for a key: callers that ask while a look is under way
 * share the next one.
 * <p>
 * A caller may only share a look that is sent after its own call began, or it could miss
 * an invalidation that had returned before.
 */
final class Looks {

	private final RegionStore store;

	private final ConcurrentHashMap<String, Round> rounds = new ConcurrentHashMap<>();

	Looks(RegionStore store) {
		this.store = store;
	}

	/**
	 * Look, and wait for the answer for as long as Redis may take.
	 * @param pause if not {@code null}, and nobody waits for a look yet, it is held back
	 * until this has completed
	 */
	Look await(EntryKey key, Collection<Scope> tags, @Nullable CompletionStage<?> pause) {
		Round round = join(key, tags, pause);
		boolean interrupted = false;
		try {
			// A shared look may have to wait for the one before it.
			long deadline = System.nanoTime() + 2 * this.store.timeout().toNanos();
			while (true) {
				try {
					return round.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (TimeoutException ex) {
			round.expire();
			return Look.UNAVAILABLE;
		}
		catch (ExecutionException ex) {
			return Look.UNAVAILABLE;
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * Look without waiting.
	 */
	CompletableFuture<Look> ask(EntryKey key, Collection<Scope> tags, @Nullable CompletionStage<?> pause) {
		Round round = join(key, tags, pause);
		if (round.isDone()) {
			return round;
		}
		return round.copy().orTimeout(2 * this.store.timeout().toNanos(), TimeUnit.NANOSECONDS).exceptionally((ex) -> {
			round.expire();
			return Look.UNAVAILABLE;
		});
	}

	private Round join(EntryKey key, Collection<Scope> tags, @Nullable CompletionStage<?> pause) {
		Round mine = new Round(key, tags);
		if (this.rounds.putIfAbsent(key.text(), mine) == null) {
			start(mine, pause);
			return mine;
		}
		Round[] joined = { mine };
		Round current = this.rounds.compute(key.text(), (text, round) -> {
			if (round == null) {
				return mine;
			}
			if (!round.sent) {
				joined[0] = round;
			}
			else if (round.next != null) {
				joined[0] = round.next;
			}
			else {
				round.next = mine;
			}
			return round;
		});
		if (current == mine) {
			start(mine, pause);
		}
		return joined[0];
	}

	private void start(Round round, @Nullable CompletionStage<?> pause) {
		if (pause == null) {
			round.send();
		}
		else {
			pause.whenComplete((ended, ex) -> round.send());
		}
	}

	/**
	 * One look, and the callers that share it.
	 */
	private final class Round extends CompletableFuture<Look> {

		private final EntryKey key;

		private final Collection<Scope> tags;

		private volatile boolean sent;

		private volatile @Nullable Round next;

		Round(EntryKey key, Collection<Scope> tags) {
			this.key = key;
			this.tags = tags;
		}

		void send() {
			this.sent = true;
			Looks.this.store.look(this.key, this.tags, this);
		}

		void expire() {
			if (this.sent) {
				Looks.this.store.expire(this);
			}
		}

		@Override
		public boolean complete(Look look) {
			if (isDone()) {
				return false;
			}
			Looks.this.rounds.computeIfPresent(this.key.text(), (text, round) -> (round == this) ? this.next : round);
			boolean completed = super.complete(look);
			Round waiting = this.next;
			if (completed && waiting != null) {
				waiting.send();
			}
			return completed;
		}

	}

}
