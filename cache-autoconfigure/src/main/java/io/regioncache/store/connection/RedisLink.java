package io.regioncache.store.connection;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import org.jspecify.annotations.Nullable;

/**
 * Where callers ask the Redis of a region, over the session that a {@link SessionKeeper}
 * keeps.
 * <p>
 * Callers never wait for a connection but once, for the first attempt to connect. While
 * no session can be trusted, the {@link Breaker} is open, or an invalidation is still to
 * be applied, they bypass the cache.
 */
public final class RedisLink {

	/**
	 * What is applied at once and deferred again a moment later is one change, not many.
	 */
	private static final Duration WARNING_INTERVAL = Duration.ofSeconds(10);

	private final AtomicLong warnAt = new AtomicLong(System.nanoTime());

	private final AtomicBoolean forbidden = new AtomicBoolean();

	private final AtomicBoolean awaited = new AtomicBoolean();

	private final String region;

	private final Duration timeout;

	private final RedisConnector connector;

	private final FirstAttempt firstAttempt;

	private final Breaker breaker = new Breaker();

	private final EntryNodes nodes = new EntryNodes();

	private final DeferredInvalidations deferred = new DeferredInvalidations();

	private final RecentInvalidations recent = new RecentInvalidations();

	private final LinkHistory history = new LinkHistory();

	private final LinkLog log;

	private final WorkerFailures failures;

	private final SessionKeeper keeper;

	private final MetadataKeys metadata;

	private @Nullable AddressWatch watch;

	/**
	 * Create a link; nothing is connected before {@link #start()}.
	 */
	public RedisLink(String region, Supplier<? extends AbstractRedisClient> client, MetadataKeys metadata,
			Duration timeout, Duration firstAttemptWait, SessionTasks tasks) {
		this(region, client, metadata, timeout, firstAttemptWait, tasks, System::nanoTime);
	}

	/**
	 * Create a link.
	 * @param clock tells how long sessions are silent, in nanoseconds
	 */
	public RedisLink(String region, Supplier<? extends AbstractRedisClient> client, MetadataKeys metadata,
			Duration timeout, Duration firstAttemptWait, SessionTasks tasks, LongSupplier clock) {
		this.region = region;
		this.log = new LinkLog(region);
		this.metadata = metadata;
		this.timeout = timeout;
		this.connector = new RedisConnector(client);
		this.firstAttempt = new FirstAttempt(firstAttemptWait);
		this.failures = new WorkerFailures(region);
		RedisConnector connector = this.connector;
		this.keeper = new SessionKeeper(region, () -> new Session(connector.connect(metadata), metadata, clock),
				timeout, tasks, this.firstAttempt, this.breaker, this.deferred, this.recent, this.history, this.log,
				this.failures);
	}

	/**
	 * Look up again and again whether the region's address still leads to the server of
	 * the session. To be called before {@link #start()}.
	 */
	public void watchAddress(Duration interval) {
		AddressWatch watch = new AddressWatch("region-cache-" + this.region + "-address", this.connector, this.metadata,
				interval, this.timeout, this.keeper::current, new Address(), this.failures);
		this.watch = watch;
		this.keeper.onSilence(watch::doubt);
		this.keeper.onReconnect((session) -> {
			// A cluster is asked for its nodes anew at each connection
			if (session.isOneConnection()) {
				session.distrust();
			}
		});
	}

	public void start() {
		this.keeper.start();
		AddressWatch watch = this.watch;
		if (watch != null) {
			watch.start();
		}
	}

	public String region() {
		return this.region;
	}

	/**
	 * Return what has failed unexpectedly in the work for this region.
	 */
	public WorkerFailures failures() {
		return this.failures;
	}

	/**
	 * Return the first attempt to connect.
	 */
	public FirstAttempt firstAttempt() {
		return this.firstAttempt;
	}

	/**
	 * Return what this process has seen of the server.
	 */
	public LinkHistory history() {
		return this.history;
	}

	/**
	 * Have the heartbeat sent in any case, by this process: a replica of the server is
	 * judged by it.
	 */
	public void isReplicated() {
		this.keeper.isReplicated();
	}

	/**
	 * Have the region give stamps, now and whenever its metadata has been lost.
	 */
	public void giveStamps() {
		this.keeper.giveStamps();
	}

	/**
	 * Return a session whose answers count.
	 * @return the session, or {@code null} if the cache is to be bypassed
	 */
	public @Nullable Session session() {
		Session session = this.keeper.current();
		if (session == null && !this.firstAttempt.hasEnded()) {
			this.firstAttempt.await();
			session = this.keeper.current();
			if (session == null && !this.firstAttempt.hasEnded() && this.awaited.compareAndSet(false, true)) {
				this.log.warn("Region %s is still being connected to; its cache is bypassed until it is connected"
					.formatted(this.region));
			}
		}
		if (session == null || this.breaker.isOpen()) {
			return null;
		}
		if (!session.isTrusted()) {
			if (!session.isUnconfirmed()) {
				this.keeper.wake();
			}
			return null;
		}
		return this.deferred.isEmpty() ? session : null;
	}

	/**
	 * Return how long the present session stays trusted if its server says nothing more,
	 * in nanoseconds; not positive where there is none that is.
	 */
	public long trustedFor() {
		Session session = this.keeper.current();
		return (session != null) ? session.trustedFor() : 0;
	}

	/**
	 * Return a session whose answers count, and whose node for a key can be asked.
	 * @param key a key in Redis
	 * @return the session, or {@code null} if the cache is to be bypassed
	 */
	public @Nullable Session sessionFor(byte[] key) {
		Session session = session();
		return (session != null && mayAsk(session, key)) ? session : null;
	}

	/**
	 * Whether the node of a key is not kept away from.
	 * @param key a key in Redis
	 */
	public boolean mayAsk(Session session, byte[] key) {
		String node = session.nodeOf(key);
		return node == null || this.nodes.allows(node);
	}

	/**
	 * Return a session over which a lock can be released: it belongs to its owner in any
	 * epoch.
	 */
	public @Nullable Session sessionForRelease() {
		Session session = this.keeper.current();
		return (session != null && session.isOpen()) ? session : null;
	}

	/**
	 * Return a session for an invalidation, which is also sent while others wait to be
	 * applied. A server that is not trusted may be a former one, whose confirmation means
	 * nothing.
	 */
	public @Nullable Session sessionForInvalidation() {
		Session session = session();
		if (session != null) {
			return session;
		}
		session = this.keeper.current();
		return (session != null && session.isTrusted() && !this.breaker.isOpen()) ? session : null;
	}

	/**
	 * Note what the server has applied: it is sent again if that turns out to have been a
	 * former server.
	 * @param epoch the epoch in which it was applied
	 */
	public void applied(long epoch, List<Scope> scopes, InvalidationMode mode) {
		this.recent.add(scopes, mode);
		sendAgainIfOver(epoch);
	}

	/**
	 * Note that the server has applied a put: see {@link RecentInvalidations}.
	 * @param epoch the epoch in which it was applied
	 * @param stamp the stamp it was given, in microseconds
	 */
	public void put(long epoch, Scope key, long stamp) {
		this.recent.add(new MarkerWrite(key, InvalidationMode.REMOVE, stamp));
		sendAgainIfOver(epoch);
	}

	/**
	 * An answer may come when what had been applied until then is being sent again.
	 */
	private void sendAgainIfOver(long epoch) {
		if (epoch != this.history.epoch() && this.history.hasEnded(epoch)) {
			this.recent.moveTo(this.deferred);
			this.keeper.wake();
		}
	}

	/**
	 * Keep an invalidation that could not be applied, and retry it.
	 */
	public void defer(List<Scope> scopes, InvalidationMode mode) {
		long now = System.nanoTime();
		long next = this.warnAt.get();
		if (this.deferred.isEmpty() && now - next >= 0
				&& this.warnAt.compareAndSet(next, now + WARNING_INTERVAL.toNanos())) {
			this.log.warn(("Region %s cannot be reached; its invalidations are kept in memory and retried, "
					+ "and this process bypasses its cache until they have been applied")
				.formatted(this.region));
		}
		this.deferred.add(scopes, mode);
		this.log.deferred();
		this.keeper.wake();
	}

	/**
	 * Ask the server if it can be asked; fails with {@link RegionUnavailableException} if
	 * not.
	 */
	public <T> CompletableFuture<T> ask(Function<Session, CompletableFuture<T>> command) {
		Session session = session();
		return (session != null) ? ask(session, command)
				: CompletableFuture.failedFuture(new RegionUnavailableException(this.region));
	}

	/**
	 * Ask the server, for no longer than the timeout, and note how it went.
	 */
	public <T> CompletableFuture<T> ask(Session session, Function<Session, CompletableFuture<T>> command) {
		return bounded(session, command).whenComplete((value, ex) -> {
			if (ex == null) {
				succeeded();
			}
			else if (!Failures.isRefusal(Failures.rootOf(ex))) {
				failed(session, (Failures.rootOf(ex) instanceof TimeoutException) ? late() : Failures.rootOf(ex));
			}
		});
	}

	/**
	 * Ask the node of a key, for no longer than the timeout, and note how it went.
	 */
	public <T> CompletableFuture<T> ask(Session session, byte[] key, Function<Session, CompletableFuture<T>> command) {
		String node = session.nodeOf(key);
		if (node == null) {
			return ask(session, command);
		}
		return bounded(session, command).whenComplete((value, ex) -> {
			Throwable root = (ex != null) ? Failures.rootOf(ex) : null;
			if (root == null || Failures.isRefusal(root)) {
				succeededAt(node);
			}
			else {
				failedAt(node, (root instanceof TimeoutException) ? late() : root);
			}
		});
	}

	/**
	 * Send a command, and wait for no longer than the timeout.
	 */
	private <T> CompletableFuture<T> bounded(Session session, Function<Session, CompletableFuture<T>> command) {
		CompletableFuture<T> answer;
		try {
			answer = command.apply(session);
		}
		catch (RuntimeException ex) {
			answer = CompletableFuture.failedFuture(ex);
		}
		return answer.orTimeout(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * Note that the node of an entry has answered.
	 */
	public void succeededAt(String node) {
		if (this.nodes.succeeded(node)) {
			this.log.info("Region %s: node %s of its cluster answers again".formatted(this.region, node));
		}
	}

	/**
	 * Note that the node of an entry has not answered, or not as the one to ask.
	 */
	public void failedAt(String node, Throwable ex) {
		if (Failures.isForbidden(ex)) {
			forbidden(ex);
			return;
		}
		if (this.nodes.failed(node)) {
			this.log
				.warn("Region %s: node %s of its cluster does not answer (%s); its entries are bypassed until it does"
					.formatted(this.region, node, Failures.describe(ex)));
		}
		this.connector.lookUpNodes();
	}

	/**
	 * What a command has failed with that was not answered in time.
	 */
	public TimeoutException late() {
		return new TimeoutException("no answer within " + this.timeout.toMillis() + " ms");
	}

	/**
	 * Note that a command was answered.
	 */
	public void succeeded() {
		this.breaker.succeeded();
	}

	/**
	 * Note that a command has failed or was not answered in time.
	 */
	public void failed(Session session, Throwable ex) {
		if (Failures.isAboutServer(ex)) {
			lost(session, "it says: " + ex.getMessage());
		}
		else if (Failures.isForbidden(ex)) {
			forbidden(ex);
		}
		else if (!session.isOpen()) {
			// What was under way on a connection that has ended says nothing about the
			// next
			this.keeper.wake();
		}
		else if (this.breaker.failed()) {
			this.log.warn("Region %s does not answer (%s); its cache is bypassed".formatted(this.region,
					Failures.describe(ex)));
			this.keeper.wake();
		}
	}

	/**
	 * It answers, and a user for other regions may not read entries.
	 */
	private void forbidden(Throwable ex) {
		if (this.forbidden.compareAndSet(false, true)) {
			this.log.info("Region %s: the Redis user lacks a right, so a feature is off; see docs/security.md: %s"
				.formatted(this.region, ex.getMessage()));
		}
	}

	/**
	 * Note that a session does not talk to the server it should.
	 */
	public void lost(Session session, String reason) {
		if (session.isOpen()) {
			this.log.info("Region %s: reconnecting to its server: %s".formatted(this.region, reason));
		}
		session.close();
		this.keeper.wake();
	}

	/**
	 * Have what is deferred be applied, and wait for it.
	 * @param deadline until when, in nanoseconds of {@link System#nanoTime()}
	 * @return what has not been applied by then, for {@link #taken}
	 */
	public Map<MarkerWrite, Long> settle(long deadline) {
		if (!this.deferred.isEmpty()) {
			this.keeper.wake();
			try {
				this.deferred.awaitEmpty(deadline);
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}
		return this.deferred.pending();
	}

	/**
	 * Note that other regions have taken what is deferred.
	 */
	public void taken(Map<MarkerWrite, Long> deferred) {
		this.deferred.applied(deferred);
	}

	/**
	 * Close the connection, and say how many invalidations are lost by it, if any.
	 */
	public void close() {
		this.log.closing();
		AddressWatch watch = this.watch;
		if (watch != null) {
			watch.close();
		}
		this.keeper.close();
		this.connector.close();
		this.firstAttempt.end();
		this.log.closed(() -> this.deferred.pending().keySet());
	}

	/**
	 * What becomes of the session when its region's address was looked up.
	 */
	private final class Address implements AddressWatch.Listener {

		private volatile boolean distrusted;

		@Override
		public void asked(Session session) {
			RedisLink.this.recent.begin();
		}

		@Override
		public void confirmed(Session session) {
			RedisLink.this.recent.confirmed();
			if (this.distrusted) {
				this.distrusted = false;
				RedisLink.this.log
					.info("Region %s: new connections to its address succeed again; the cache is used again"
						.formatted(RedisLink.this.region));
			}
		}

		@Override
		public void moved(Session session) {
			lost(session, "its address leads to another server");
		}

		@Override
		public void unconfirmed(Session session, Exception cause) {
			this.distrusted = true;
			RedisLink.this.log
				.warn(("Region %s: new connections to its address fail, so the connected server may have been "
						+ "replaced; the cache is bypassed until one succeeds. Check the address, the certificate and the "
						+ "password: %s")
					.formatted(RedisLink.this.region, Failures.describe(cause)));
		}

	}

}
