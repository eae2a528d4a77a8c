package io.regioncache.cache.entry;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.lookup.EntryQuery;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.lookup.PendingLookups;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.connection.Delays;
import io.regioncache.store.connection.Waiting;
import org.jspecify.annotations.Nullable;

/**
 * Looks at Redis, one at a time for a key: callers that ask while a lookup is under way
 * share the next one.
 * <p>
 * A caller may only share a lookup that is sent after its own call began, or it could
 * miss an invalidation that had returned before.
 */
public final class LookupCoalescer {

	/**
	 * The pause of a caller that does not want any.
	 */
	public static final Supplier<@Nullable CompletionStage<?>> NONE = () -> null;

	/**
	 * How long callers that came while a lookup was under way wait behind its miss:
	 * whoever has missed begins to load meanwhile, and they share one lookup when that
	 * has ended.
	 */
	private static final Duration BEHIND_A_MISS = Duration.ofMillis(1);

	private final RegionStore store;

	private final ConcurrentHashMap<String, SharedLookup> rounds = new ConcurrentHashMap<>();

	public LookupCoalescer(RegionStore store) {
		this.store = store;
	}

	/**
	 * Look, and wait for the answer for as long as Redis may take.
	 * @param pause asked when a lookup could be sent: it is held back until what this
	 * returns has completed, unless a caller without a pause comes to share it
	 */
	public Lookup await(EntryKey key, Collection<Scope> tags, Supplier<@Nullable CompletionStage<?>> pause) {
		SharedLookup round = join(key, tags, pause);
		long deadline = deadline();
		while (!Waiting.await(round, left(deadline))) {
			if (left(deadline) <= 0) {
				round.expire();
				return round.getNow(this.store.lookups().late());
			}
		}
		return round.isCompletedExceptionally() ? Lookup.UNAVAILABLE : round.join();
	}

	/**
	 * Look without waiting.
	 */
	public CompletableFuture<Lookup> ask(EntryKey key, Collection<Scope> tags,
			Supplier<@Nullable CompletionStage<?>> pause) {
		SharedLookup round = join(key, tags, pause);
		return round.isDone() ? round : bounded(round, round::expire);
	}

	/**
	 * Look at once, and share it with nobody.
	 */
	public CompletableFuture<Lookup> alone(EntryKey key, Collection<Scope> tags) {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.store.lookups().send(key, tags, lookup);
		return lookup.isDone() ? lookup : bounded(lookup, () -> this.store.lookups().expire(lookup));
	}

	/**
	 * Look for many entries at once, and share it with nobody.
	 * @return what was found, in the order of the queries
	 */
	public CompletableFuture<Lookup[]> all(List<EntryQuery> queries) {
		PendingLookups lookups = this.store.lookups().send(queries);
		return lookups.answer().isDone() ? lookups.answer() : bounded(lookups, deadline());
	}

	private CompletableFuture<Lookup[]> bounded(PendingLookups lookups, long deadline) {
		return lookups.answer().copy().orTimeout(left(deadline), TimeUnit.NANOSECONDS).exceptionallyCompose((ex) -> {
			if (!lookups.answer().isDone() && left(deadline) > 0) {
				return bounded(lookups, deadline);
			}
			lookups.expire();
			return lookups.answer();
		});
	}

	/**
	 * Take the lock of a key, and send a lookup right behind it where it is certain to be
	 * executed there.
	 */
	public CompletableFuture<Locked> lock(EntryKey key, String token, Duration ttl, Collection<Scope> tags) {
		if (!this.store.own().isOrdered()) {
			return this.store.locks().take(key, token, ttl).thenApply((heldFor) -> new Locked(heldFor, null));
		}
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		// Answered before the lock is, it was executed before it: the server did not know
		// the script, which has been sent once more behind the lookup.
		CompletableFuture<Locked> locked = this.store.locks()
			.take(key, token, ttl)
			.thenApply((heldFor) -> new Locked(heldFor,
					lookup.isDone() ? null : bounded(lookup, () -> this.store.lookups().expire(lookup))));
		this.store.lookups().send(key, tags, lookup);
		return locked;
	}

	private CompletableFuture<Lookup> bounded(CompletableFuture<Lookup> lookup, Runnable expire) {
		return bounded(lookup, deadline(), expire);
	}

	private CompletableFuture<Lookup> bounded(CompletableFuture<Lookup> lookup, long deadline, Runnable expire) {
		return lookup.copy().orTimeout(left(deadline), TimeUnit.NANOSECONDS).exceptionallyCompose((ex) -> {
			if (!lookup.isDone() && left(deadline) > 0) {
				return bounded(lookup, deadline, expire);
			}
			expire.run();
			return CompletableFuture.completedFuture(this.store.lookups().late());
		});
	}

	/**
	 * A shared lookup may have to wait for the one before it.
	 */
	private long deadline() {
		return this.store.clock().nanos() + 2 * this.store.timeout().toNanos();
	}

	/**
	 * No answer of a server that is not trusted any more is worth waiting for, however
	 * long the timeout is.
	 */
	private long left(long deadline) {
		return Math.min(deadline - this.store.clock().nanos(), this.store.lookups().trustedFor());
	}

	private SharedLookup join(EntryKey key, Collection<Scope> tags, Supplier<@Nullable CompletionStage<?>> pause) {
		SharedLookup mine = new SharedLookup(key, tags, pause);
		if (this.rounds.putIfAbsent(key.text(), mine) == null) {
			mine.start();
			return mine;
		}
		SharedLookup[] joined = { mine };
		SharedLookup current = this.rounds.compute(key.text(), (text, round) -> {
			if (round == null) {
				return mine;
			}
			if (!round.isSent()) {
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
			mine.start();
		}
		else if (pause == NONE) {
			joined[0].hurry();
		}
		return joined[0];
	}

	/**
	 * The answer to an attempt to take a lock.
	 *
	 * @param heldFor how long another holds the lock at most, in milliseconds; 0 if it
	 * was taken, negative if the server did not answer
	 * @param lookup a lookup that is executed after the attempt, or {@code null} if none
	 * was sent
	 */
	public record Locked(long heldFor, @Nullable CompletableFuture<Lookup> lookup) {
	}

	/**
	 * One look, and the callers that share it.
	 */
	private final class SharedLookup extends CompletableFuture<Lookup> {

		private final EntryKey key;

		private final Collection<Scope> tags;

		private final AtomicBoolean sent = new AtomicBoolean();

		private volatile Supplier<@Nullable CompletionStage<?>> pause;

		private volatile boolean started;

		private volatile @Nullable SharedLookup next;

		SharedLookup(EntryKey key, Collection<Scope> tags, Supplier<@Nullable CompletionStage<?>> pause) {
			this.key = key;
			this.tags = tags;
			this.pause = pause;
		}

		/**
		 * There is no lookup before this one any more.
		 */
		void start() {
			this.started = true;
			CompletionStage<?> held = this.pause.get();
			if (held == null) {
				send();
			}
			else {
				held.whenComplete((ended, ex) -> send());
			}
		}

		private void startBehind(Lookup before) {
			if (before.isMiss()) {
				Delays.ofNanos(BEHIND_A_MISS.toNanos()).thenRun(this::start);
			}
			else {
				start();
			}
		}

		/**
		 * Do not hold it back: whoever asks the origin next must not wait for callers
		 * that wait for the origin.
		 */
		void hurry() {
			this.pause = NONE;
			if (this.started) {
				send();
			}
		}

		boolean isSent() {
			return this.sent.get();
		}

		private void send() {
			if (this.sent.compareAndSet(false, true)) {
				LookupCoalescer.this.store.lookups().send(this.key, this.tags, this);
			}
		}

		void expire() {
			if (isSent()) {
				LookupCoalescer.this.store.lookups().expire(this);
			}
		}

		@Override
		public boolean complete(Lookup lookup) {
			if (isDone()) {
				return false;
			}
			LookupCoalescer.this.rounds.computeIfPresent(this.key.text(),
					(text, round) -> (round == this) ? this.next : round);
			boolean completed = super.complete(lookup);
			SharedLookup waiting = this.next;
			if (completed && waiting != null) {
				waiting.startBehind(lookup);
			}
			return completed;
		}

	}

}
