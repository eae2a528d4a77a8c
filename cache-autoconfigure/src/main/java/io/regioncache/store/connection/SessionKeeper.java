package io.regioncache.store.connection;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.MarkerWrite;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one attached session with the Redis of a region, or none.
 * <p>
 * All of its work happens on one thread: connecting, attaching, the heartbeat, and
 * retrying invalidations. It probes a server that callers are kept away from, at
 * intervals with jitter, which nobody can cut short.
 */
final class SessionKeeper {

	private static final long BEAT_MILLIS = 1000;

	private static final long RETRY_MILLIS = 200;

	private static final int MAX_DOUBLINGS = 3;

	private static final long CLOSE_MILLIS = 500;

	/**
	 * How many reasons are logged why a region cannot be reached, until it can be again.
	 */
	private static final int MOST_REASONS = 3;

	private final Set<String> reasons = new HashSet<>();

	private final String region;

	private final Supplier<Session> connect;

	private final Duration timeout;

	private final SessionTasks tasks;

	private final FirstAttempt firstAttempt;

	private final Breaker breaker;

	private final DeferredInvalidations deferred;

	private final RecentInvalidations recent;

	private final LinkHistory history;

	private final LinkLog log;

	private final PeriodicWorker turns;

	private volatile @Nullable Session current;

	private volatile boolean replicated;

	private volatile boolean stamping;

	private volatile Consumer<Session> onReconnect = (session) -> {
	};

	private volatile Runnable onSilence = () -> {
	};

	private boolean beatFailed;

	private boolean lost;

	private int failedConnects;

	private long retryAt = System.nanoTime();

	/**
	 * Create a keeper; nothing is connected before {@link #start()}.
	 * @param connect opens a session that is not attached yet
	 * @param timeout how long an answer is waited for
	 */
	SessionKeeper(String region, Supplier<Session> connect, Duration timeout, SessionTasks tasks,
			FirstAttempt firstAttempt, Breaker breaker, DeferredInvalidations deferred, RecentInvalidations recent,
			LinkHistory history, LinkLog log, WorkerFailures failures) {
		this.log = log;
		this.region = region;
		this.connect = connect;
		this.timeout = timeout;
		this.tasks = tasks;
		this.firstAttempt = firstAttempt;
		this.breaker = breaker;
		this.deferred = deferred;
		this.recent = recent;
		this.history = history;
		this.turns = new PeriodicWorker("region-cache-" + region, this::turn, this::pause, failures);
	}

	void start() {
		this.firstAttempt.begin();
		this.turns.start();
	}

	/**
	 * Return the present session, which may be lost or not to be trusted by now.
	 */
	@Nullable Session current() {
		return this.current;
	}

	/**
	 * Set what is done with a session that replaces another, before anybody uses it: its
	 * server may have been looked up before its successor was promoted, and have answered
	 * after that.
	 */
	void onReconnect(Consumer<Session> action) {
		this.onReconnect = action;
	}

	/**
	 * Do this whenever the server has not answered a heartbeat, or is connected to again:
	 * another may have been promoted meanwhile.
	 */
	void onSilence(Runnable action) {
		this.onSilence = action;
	}

	/**
	 * Look after the session now, not at the next turn, unless the last attempt has
	 * failed a moment ago.
	 */
	void wake() {
		this.turns.wake();
	}

	/**
	 * Have the heartbeat sent in any case, by this process: a replica of the server is
	 * judged by it.
	 */
	void isReplicated() {
		this.replicated = true;
	}

	/**
	 * Have the region give stamps, now and whenever its metadata has been lost.
	 */
	void giveStamps() {
		this.stamping = true;
		Session session = this.current;
		if (session != null) {
			session.giveStamps();
		}
	}

	private void turn() {
		if (this.retryAt - System.nanoTime() > 0) {
			return;
		}
		try {
			Session session = this.current;
			if (session == null || !session.isWhole() || session.hasLapsed()) {
				connect(session);
			}
			else {
				heartbeat(session);
			}
		}
		finally {
			this.firstAttempt.end();
		}
	}

	private long pause() {
		long backOff = TimeUnit.NANOSECONDS.toMillis(this.retryAt - System.nanoTime());
		if (backOff >= 0) {
			return backOff + 1;
		}
		boolean well = this.current != null && !this.breaker.isOpen();
		return jittered(well ? BEAT_MILLIS : RETRY_MILLIS);
	}

	private void backOff() {
		long millis = Math.min(BEAT_MILLIS, RETRY_MILLIS << Math.min(this.failedConnects, MAX_DOUBLINGS));
		this.retryAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(jittered(millis));
	}

	private static long jittered(long millis) {
		return millis * 3 / 4 + ThreadLocalRandom.current().nextLong(millis / 2);
	}

	private void connect(@Nullable Session former) {
		this.current = null;
		if (former != null) {
			if (former.isWhole()) {
				tellOfSilence(late());
			}
			former.close();
		}
		Session session = null;
		try {
			session = this.connect.get();
			attach(session);
			sendDeferred(session);
			this.tasks.opened(session);
			this.beatFailed = false;
			boolean bypassed = this.breaker.close() || this.lost;
			this.lost = false;
			boolean again = former != null || this.failedConnects > 0;
			if (again) {
				this.onReconnect.accept(session);
			}
			this.current = session;
			if (this.turns.areOver()) {
				closeCurrent();
				return;
			}
			if (again) {
				this.onSilence.run();
			}
			if (this.failedConnects > 0) {
				this.log.info("Region %s can be reached again".formatted(this.region));
			}
			else if (bypassed) {
				this.log.info("Region %s answers again".formatted(this.region));
			}
			this.failedConnects = 0;
			this.reasons.clear();
		}
		catch (Exception ex) {
			if (session != null) {
				session.close();
			}
			this.failedConnects++;
			String reason = Failures.describe(ex);
			// The first may hide the true one, such as a connection that ends before its
			// answer is read
			if (this.reasons.size() < MOST_REASONS && this.reasons.add(reason)) {
				this.log.warn("Region %s cannot be reached; its cache is bypassed: %s".formatted(this.region, reason));
			}
			backOff();
		}
		catch (Error ex) {
			if (session != null) {
				session.close();
			}
			backOff();
			throw ex;
		}
	}

	private void heartbeat(Session session) {
		this.history.note(session.progress());
		boolean probe = this.beatFailed || this.breaker.isOpen() || !this.deferred.isEmpty() || this.replicated;
		boolean due = probe || session.silentFor() >= TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS * 7 / 10);
		if (!due && !session.hasSeenHolds()) {
			return;
		}
		try {
			attach(session);
			sendDeferred(session);
			if (session.hasSeenHolds()) {
				await(this.tasks.settleHolds(session));
			}
			this.beatFailed = false;
			if (this.breaker.close()) {
				this.log.info("Region %s answers again".formatted(this.region));
			}
		}
		catch (Exception ex) {
			beatFailed(session, ex);
		}
	}

	private String late() {
		return "no answer within " + this.timeout.toMillis() + " ms";
	}

	private void tellOfSilence(String reason) {
		this.lost = true;
		if (!this.breaker.isOpen()) {
			this.log.warn("Region %s does not answer (%s); its cache is bypassed".formatted(this.region, reason));
		}
	}

	private void beatFailed(Session session, Exception ex) {
		this.onSilence.run();
		if (Failures.isAboutServer(Failures.rootOf(ex)) || session.hasLapsed()) {
			tellOfSilence((Failures.rootOf(ex) instanceof TimeoutException) ? late() : Failures.describe(ex));
			session.close();
			this.beatFailed = false;
		}
		else {
			this.beatFailed = true;
		}
		backOff();
	}

	/**
	 * Establish that the server reigns, and in which epoch. One that has ended before
	 * must not go on: its server does not know what was invalidated since.
	 */
	private void attach(Session session) throws Exception {
		long sent = System.nanoTime();
		long epoch = this.history.epoch();
		Lease attached = await(session.attach());
		this.history.answered(sent);
		if (this.history.hasEnded(attached.epoch())) {
			this.log.warn("Region %s: a former primary serves again; beginning a new epoch".formatted(this.region));
			attached = await(session.end(attached.epoch()));
		}
		this.history.attached(attached, session.attached(), sent);
		if (epoch != 0 && epoch != attached.epoch()) {
			// What the former server has applied of late, this one may never have heard
			// of
			this.recent.moveTo(this.deferred);
		}
		if (this.stamping) {
			await(session.giveStamps());
		}
	}

	private void sendDeferred(Session session) throws Exception {
		Collection<List<Map.Entry<MarkerWrite, Long>>> kinds = this.deferred.pending()
			.entrySet()
			.stream()
			.collect(Collectors.groupingBy((mark) -> List.of(mark.getKey().mode(), mark.getKey().stamp() > 0)))
			.values();
		for (List<Map.Entry<MarkerWrite, Long>> marks : kinds) {
			// All at once would take longer than is waited for, again and again
			for (int from = 0; from < marks.size(); from += MarkerWrite.AT_ONCE) {
				sendDeferred(session, marks.subList(from, Math.min(marks.size(), from + MarkerWrite.AT_ONCE)));
			}
		}
	}

	private void sendDeferred(Session session, List<Map.Entry<MarkerWrite, Long>> pending) throws Exception {
		List<MarkerWrite> marks = pending.stream().map(Map.Entry::getKey).toList();
		SessionTasks.Marked marked = await(this.tasks.mark(session, marks));
		this.history.applied(marked.lease(), marked.position(), marks.stream().map(MarkerWrite::scope).toList(),
				InvalidationRegions.ALL);
		marks.forEach(this.recent::add);
		this.deferred.applied(pending.stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
	}

	private <T> T await(CompletableFuture<T> answer) throws Exception {
		return answer.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	void close() {
		this.turns.close();
		closeCurrent();
	}

	private void closeCurrent() {
		Session session = this.current;
		this.current = null;
		if (session != null) {
			// The client that is shut down next would close what is still closing.
			session.close()
				.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
	}

}
