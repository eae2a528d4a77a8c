package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one attached session with the Redis of a region, or none.
 * <p>
 * All of its work happens on one thread: connecting, attaching, the beat, and retrying
 * invalidations. Callers never wait for it but once, for the first attempt to connect.
 * While no session can be trusted they bypass the cache. After
 * {@link #FAILURES_TO_SUSPEND} failures in a row no more callers are sent to a server
 * that may be hanging; the beat probes it, at intervals with jitter.
 */
final class RedisLink {

	private static final Log logger = LogFactory.getLog(RedisLink.class);

	private static final int FAILURES_TO_SUSPEND = 5;

	private static final int FAILED_BEATS_TO_RECONNECT = 3;

	private static final long BEAT_MILLIS = 1000;

	private static final long RETRY_MILLIS = 200;

	private static final long CLOSE_MILLIS = 500;

	private final String region;

	private final RedisConnector connector;

	private final MetadataKeys metadata;

	private final Duration timeout;

	private final Consumer<Session> opened;

	private final ScheduledExecutorService worker;

	private final DeferredInvalidations deferred = new DeferredInvalidations();

	private final CompletableFuture<Void> firstAttempt = new CompletableFuture<>();

	private final Duration firstAttemptWait;

	private final LongSupplier clock;

	private volatile long firstAttemptEnd;

	private final AtomicInteger failures = new AtomicInteger();

	private final AtomicBoolean woken = new AtomicBoolean();

	private volatile @Nullable Session current;

	private volatile boolean suspended;

	private volatile long roundTrip = Long.MAX_VALUE;

	private final ClockHistory history = new ClockHistory();

	private final EpochsSeen epochs = new EpochsSeen();

	private final Beats beats = new Beats();

	private volatile Lease lastAttached = Lease.VOID;

	private volatile Lease own = Lease.VOID;

	private volatile boolean replicated;

	private volatile boolean closed;

	private volatile boolean stamping;

	private int failedBeats;

	private int failedConnects;

	/**
	 * Create a link; nothing is connected before {@link #start()}.
	 * @param opened called with each new session before anybody uses it
	 */
	RedisLink(String region, Supplier<? extends AbstractRedisClient> client, MetadataKeys metadata, Duration timeout,
			Duration firstAttemptWait, Consumer<Session> opened) {
		this(region, client, metadata, timeout, firstAttemptWait, opened, System::nanoTime);
	}

	/**
	 * Create a link.
	 * @param clock tells how long sessions are silent, in nanoseconds
	 */
	RedisLink(String region, Supplier<? extends AbstractRedisClient> client, MetadataKeys metadata, Duration timeout,
			Duration firstAttemptWait, Consumer<Session> opened, LongSupplier clock) {
		this.region = region;
		this.clock = clock;
		this.connector = new RedisConnector(client);
		this.metadata = metadata;
		this.timeout = timeout;
		this.firstAttemptWait = firstAttemptWait;
		this.firstAttemptEnd = System.nanoTime() + firstAttemptWait.toNanos();
		this.opened = opened;
		this.worker = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "region-cache-" + region);
			thread.setDaemon(true);
			return thread;
		});
	}

	void start() {
		this.firstAttemptEnd = System.nanoTime() + this.firstAttemptWait.toNanos();
		this.worker.execute(this::work);
	}

	/**
	 * Return a session whose answers count.
	 * @return the session, or {@code null} if the cache is to be bypassed
	 */
	@Nullable Session session() {
		Session session = this.current;
		if (session == null && !this.firstAttempt.isDone()) {
			awaitFirstAttempt();
			session = this.current;
		}
		if (session == null || this.suspended) {
			return null;
		}
		if (!session.isTrusted()) {
			wake();
			return null;
		}
		return this.deferred.isEmpty() ? session : null;
	}

	/**
	 * Return a session for an invalidation, which is worth sending as long as there is a
	 * connection.
	 */
	@Nullable Session sessionForInvalidation() {
		Session session = session();
		if (session != null) {
			return session;
		}
		session = this.current;
		return (session != null && session.isOpen() && !this.suspended) ? session : null;
	}

	void defer(List<Scope> scopes, boolean stale) {
		if (this.deferred.isEmpty()) {
			logger.warn(("Region %s cannot be reached: its invalidations are kept in memory and retried, "
					+ "and this process bypasses its cache until they have been applied")
				.formatted(this.region));
		}
		this.deferred.add(scopes, stale);
		wake();
	}

	/**
	 * Return an answer that completes with the first attempt to connect.
	 */
	CompletableFuture<Void> attempted() {
		return this.firstAttempt;
	}

	/**
	 * Return how long the last beat took, in nanoseconds.
	 */
	long roundTrip() {
		return this.roundTrip;
	}

	/**
	 * Return the epoch that the last beat has shown.
	 */
	long epoch() {
		return this.epochs.last();
	}

	long clockBefore(long epoch, Duration ago) {
		return this.history.before(epoch, System.nanoTime() - ago.toNanos());
	}

	/**
	 * Whether the region was seen in this epoch, and then in another.
	 */
	boolean hasEnded(long epoch) {
		return this.epochs.hasEnded(epoch);
	}

	/**
	 * Establish that the server reigns, and in which epoch. One that has ended before
	 * must not go on: its server does not know what was invalidated since.
	 */
	private void attach(Session session) throws Exception {
		long sent = System.nanoTime();
		Lease attached = await(session.attach());
		this.roundTrip = System.nanoTime() - sent;
		if (this.epochs.hasEnded(attached.epoch())) {
			logger.warn("Region %s: a former primary serves again, and a new epoch begins".formatted(this.region));
			attached = await(session.end(attached.epoch()));
		}
		this.epochs.see(attached.epoch());
		this.lastAttached = attached;
		synchronized (this.beats) {
			if (this.own.epoch() != attached.epoch()) {
				this.own = new Lease(attached.epoch(), 0);
			}
		}
		this.beats.add(session.attached(), sent);
		if (this.stamping) {
			await(session.giveStamps());
		}
	}

	/**
	 * Have the beat sent in any case, by this process: a replica of the server is judged
	 * by it.
	 */
	void isReplicated() {
		this.replicated = true;
	}

	/**
	 * Note what this process has invalidated.
	 * @param applied the clock of its marker
	 */
	void applied(Lease applied) {
		synchronized (this.beats) {
			Lease own = this.own;
			if (own.epoch() != applied.epoch() || own.number() < applied.number()) {
				this.own = applied;
			}
		}
	}

	/**
	 * Return the last clock that this process has marked with, in the present epoch.
	 */
	Lease own() {
		return this.own;
	}

	Lease lastAttached() {
		return this.lastAttached;
	}

	/**
	 * Return the age of what a replica of the server shows, in nanoseconds.
	 */
	long ageOf(Progress shown) {
		return this.beats.ageOf(shown, System.nanoTime());
	}

	boolean isLevel(Progress shown) {
		return this.beats.isLevel(shown);
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

	String region() {
		return this.region;
	}

	/**
	 * Ask the server if it can be asked; fails with {@link RegionUnavailableException} if
	 * not.
	 */
	<T> CompletableFuture<T> ask(Function<Session, CompletableFuture<T>> command) {
		Session session = session();
		return (session != null) ? ask(session, command)
				: CompletableFuture.failedFuture(new RegionUnavailableException(this.region));
	}

	/**
	 * Ask the server, for no longer than the timeout, and note how it went.
	 */
	<T> CompletableFuture<T> ask(Session session, Function<Session, CompletableFuture<T>> command) {
		CompletableFuture<T> answer;
		try {
			answer = command.apply(session);
		}
		catch (RuntimeException ex) {
			answer = CompletableFuture.failedFuture(ex);
		}
		return answer.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS).whenComplete((value, ex) -> {
			if (ex == null) {
				succeeded();
			}
			else if (!isRefusal(Failures.rootOf(ex))) {
				failed(session, Failures.rootOf(ex));
			}
		});
	}

	/**
	 * Whether the server works, but will not do this.
	 */
	static boolean isRefusal(Throwable ex) {
		String message = (ex instanceof RedisCommandExecutionException) ? ex.getMessage() : null;
		return message != null && (message.startsWith("OOM") || message.startsWith("WRONGTYPE")
				|| message.startsWith("MISCONF") || message.startsWith("NOREPLICAS"));
	}

	void succeeded() {
		if (this.failures.get() != 0) {
			this.failures.set(0);
		}
	}

	/**
	 * Note that a command has failed or was not answered in time.
	 */
	void failed(Session session, Throwable ex) {
		if (isAboutServer(ex)) {
			lost(session, "it says: " + ex.getMessage());
		}
		else if (this.failures.incrementAndGet() == FAILURES_TO_SUSPEND) {
			this.suspended = true;
			logger.warn("Region %s does not answer (%s): its cache is bypassed".formatted(this.region, ex));
			wake();
		}
	}

	/**
	 * Note that a session does not talk to the server it should.
	 */
	void lost(Session session, String reason) {
		if (session.isOpen()) {
			logger.info("Region %s: connecting again to its server, for %s".formatted(this.region, reason));
		}
		session.close();
		wake();
	}

	private static boolean isAboutServer(Throwable ex) {
		String message = (ex instanceof RedisCommandExecutionException) ? ex.getMessage() : null;
		return message != null && (message.startsWith("MOVED") || message.startsWith("ASK")
				|| message.startsWith("READONLY") || message.startsWith("CLUSTERDOWN")
				|| message.startsWith("MASTERDOWN") || message.startsWith("LOADING") || message.startsWith("TRYAGAIN"));
	}

	/**
	 * Whether nobody waits for the first attempt to connect any more.
	 */
	boolean isSettled() {
		return this.firstAttempt.isDone() || this.firstAttemptEnd - System.nanoTime() <= 0;
	}

	private void awaitFirstAttempt() {
		try {
			this.firstAttempt.get(Math.max(0, this.firstAttemptEnd - System.nanoTime()), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			// Then there is no session yet
		}
	}

	/**
	 * Have the worker look after the session now, not at its next turn.
	 */
	private void wake() {
		if (!this.closed && this.woken.compareAndSet(false, true)) {
			this.worker.schedule(this::attend, 5, TimeUnit.MILLISECONDS);
		}
	}

	private void work() {
		attend();
		if (!this.closed) {
			boolean well = this.current != null && !this.suspended;
			long base = well ? BEAT_MILLIS : Math.min(BEAT_MILLIS, RETRY_MILLIS << Math.min(this.failedConnects, 3));
			long delay = base * 3 / 4 + ThreadLocalRandom.current().nextLong(base / 2);
			this.worker.schedule(this::work, delay, TimeUnit.MILLISECONDS);
		}
	}

	private void attend() {
		this.woken.set(false);
		if (this.closed) {
			return;
		}
		try {
			Session session = this.current;
			if (session == null || !session.isWhole()) {
				connect(session);
			}
			else {
				beat(session);
			}
		}
		catch (RuntimeException | Error ex) {
			logger.error("Region %s: unexpected failure".formatted(this.region), ex);
		}
		finally {
			this.firstAttempt.complete(null);
		}
	}

	private void connect(@Nullable Session former) {
		this.current = null;
		if (former != null) {
			former.close();
		}
		Session session = null;
		try {
			session = new Session(this.connector.connect(this.metadata), this.metadata, this.clock);
			attach(session);
			drain(session);
			this.opened.accept(session);
			this.failures.set(0);
			this.failedBeats = 0;
			this.suspended = false;
			this.current = session;
			if (this.failedConnects > 0) {
				logger.info("Region %s can be reached again".formatted(this.region));
			}
			this.failedConnects = 0;
		}
		catch (Exception ex) {
			if (session != null) {
				session.close();
			}
			if (this.failedConnects++ == 0) {
				logger.warn("Region %s cannot be reached, its cache is bypassed: %s".formatted(this.region,
						Failures.rootOf(ex)));
			}
		}
	}

	private void beat(Session session) {
		this.history.note(session.progress(), System.nanoTime());
		boolean probe = this.suspended || !this.deferred.isEmpty() || this.replicated;
		boolean due = probe || session.silentFor() >= TimeUnit.MILLISECONDS.toNanos(BEAT_MILLIS * 7 / 10);
		if (!due && !session.hasSeenHolds()) {
			return;
		}
		try {
			attach(session);
			drain(session);
			await(session.settleHolds());
			this.failedBeats = 0;
			this.failures.set(0);
			if (this.suspended) {
				this.suspended = false;
				logger.info("Region %s answers again".formatted(this.region));
			}
		}
		catch (Exception ex) {
			if (isAboutServer(Failures.rootOf(ex)) || ++this.failedBeats >= FAILED_BEATS_TO_RECONNECT) {
				logger.warn("Region %s: connecting again after failed beats: %s".formatted(this.region,
						Failures.rootOf(ex)));
				session.close();
				this.current = null;
				this.failedBeats = 0;
			}
		}
	}

	private void drain(Session session) throws Exception {
		Map<Mark, Long> pending = this.deferred.pending();
		for (boolean stale : new boolean[] { false, true }) {
			List<Scope> scopes = pending.keySet()
				.stream()
				.filter((mark) -> mark.stale() == stale)
				.map(Mark::scope)
				.toList();
			if (!scopes.isEmpty()) {
				applied(await(new Invalidate(scopes, stale).send(session)).lease());
			}
		}
		this.deferred.applied(pending);
	}

	private <T> T await(CompletableFuture<T> answer) throws Exception {
		return answer.get(this.timeout.toMillis(), TimeUnit.MILLISECONDS);
	}

	void close() {
		this.closed = true;
		this.worker.shutdownNow();
		Session session = this.current;
		this.current = null;
		if (session != null) {
			// The client that is shut down next would close what is still closing.
			session.close()
				.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
		this.connector.close();
	}

}
