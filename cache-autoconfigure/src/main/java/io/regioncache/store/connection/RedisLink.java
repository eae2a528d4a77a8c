package io.regioncache.store.connection;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.region.MonotonicClock;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.history.LinkLog;
import io.regioncache.store.history.UnsettledInvalidations;
import io.regioncache.store.history.WriterHistory;
import io.regioncache.store.session.FreshConnection;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTasks;
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

	private final AtomicBoolean started = new AtomicBoolean();

	private final AtomicBoolean awaited = new AtomicBoolean();

	private final String region;

	private final ConnectionSettings settings;

	private final RedisConnector connector;

	private final LinkState state;

	private final TimedCommands commands;

	private final WriterRegistration registration;

	private final SessionKeeper keeper;

	private final AddressWatch watch;

	/**
	 * Create a link; nothing is connected before {@link #start()}.
	 * @param region the name of the region
	 * @param client supplies the Lettuce client, a standalone or a cluster one
	 * @param metadata the keys of the region's metadata
	 * @param settings how to connect
	 * @param tasks what is done over each session
	 */
	public RedisLink(String region, Supplier<? extends AbstractRedisClient> client, MetadataKeys metadata,
			ConnectionSettings settings, SessionTasks tasks) {
		this.region = region;
		this.settings = settings;
		this.connector = new RedisConnector(client, metadata, settings.clock());
		LinkLog log = new LinkLog(region);
		LinkHistory history = new LinkHistory(settings.clock());
		this.state = new LinkState(new FirstAttempt(settings.firstAttemptWait(), settings.clock()),
				new ServerHealth(region, settings, log, this::wake, this.connector::lookUpNodes),
				new UnsettledInvalidations(region, settings.clock(), history, log, this::wake), history,
				new WriterHistory(), log, new WorkerFailures(region));
		this.commands = new TimedCommands(new AnswerTimeouts(settings.timeout(), MonotonicClock.SYSTEM), health());
		this.registration = new WriterRegistration(settings, this.state.writer());
		this.connector.beginEpochs(() -> this.registration.beginning(history));
		this.keeper = new SessionKeeper(this.connector::open, settings, tasks, this.state, this.registration,
				this::doubt);
		this.watch = new AddressWatch("region-cache-" + region + "-address", this.connector, settings,
				this.keeper::current, new AddressFindings(region, this.state), this.state.failures());
	}

	private void wake() {
		this.keeper.wake();
	}

	private void doubt() {
		this.watch.doubt();
	}

	/**
	 * Begin to connect, unless it has begun.
	 */
	public void start() {
		if (this.started.compareAndSet(false, true)) {
			this.keeper.start();
			this.watch.start();
		}
	}

	public String region() {
		return this.region;
	}

	/**
	 * Return how the region is connected to.
	 */
	public ConnectionSettings settings() {
		return this.settings;
	}

	/**
	 * Return what has failed unexpectedly in the work for this region.
	 */
	public WorkerFailures failures() {
		return this.state.failures();
	}

	/**
	 * Return the first attempt to connect.
	 */
	public FirstAttempt firstAttempt() {
		return this.state.firstAttempt();
	}

	/**
	 * Return what this process has seen of the server.
	 */
	public LinkHistory history() {
		return this.state.history();
	}

	/**
	 * Return whether the server is to be asked, as its answers tell.
	 */
	public ServerHealth health() {
		return this.state.health();
	}

	/**
	 * Return what this process has invalidated and may have to send again.
	 */
	public UnsettledInvalidations unsettled() {
		return this.state.unsettled();
	}

	/**
	 * Return this process as a writer of the region.
	 */
	public WriterHistory writer() {
		return this.state.writer();
	}

	/**
	 * Name the regions that read what is invalidated here, before {@link #start()}.
	 * @param readers tells the names of the regions
	 */
	public void readBy(Supplier<Collection<String>> readers) {
		this.registration.readBy(readers);
	}

	/**
	 * Register with the region before the first invalidation, where its writers do.
	 */
	public void register() {
		this.registration.register();
	}

	/**
	 * Have all writers of the region register, from now on.
	 */
	public void guard() {
		this.registration.guard(this.region);
	}

	/**
	 * Leave it to the region's own processes to begin an epoch where there is none.
	 */
	public void leaveBeginning() {
		this.registration.leaveBeginning();
	}

	/**
	 * Register with the region, for an invalidation that it has refused.
	 * @return completes when that is done, or some time has passed
	 */
	public CompletableFuture<Void> requireWriter() {
		CompletableFuture<Void> registered = this.registration.require();
		wake();
		return registered;
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

	FreshConnection connectAnew() {
		return this.connector.connectAnew();
	}

	/**
	 * Return a session whose answers count.
	 * @return the session, or {@code null} if the cache is to be bypassed
	 */
	public @Nullable Session session() {
		Session session = this.keeper.current();
		if (session == null && !firstAttempt().hasEnded()) {
			session = firstSession();
		}
		if (session == null || health().breaker().isOpen()) {
			return null;
		}
		if (!session.isTrusted()) {
			wakeFor(session);
			return null;
		}
		return unsettled().deferred().isEmpty() ? session : null;
	}

	/**
	 * Wait for the first attempt to connect: whoever asks before the application has
	 * started begins it.
	 */
	private @Nullable Session firstSession() {
		start();
		firstAttempt().await();
		Session session = this.keeper.current();
		if (session == null && !firstAttempt().hasEnded() && this.awaited.compareAndSet(false, true)) {
			this.state.log()
				.warn("Region %s is still being connected to; its cache is bypassed until it is connected"
					.formatted(this.region));
		}
		return session;
	}

	private void wakeFor(Session session) {
		if (!session.trust().isUnconfirmed()) {
			this.keeper.wake();
		}
	}

	/**
	 * Return the session whose answers count at this moment, without looking after it or
	 * waiting for it.
	 * @param now the time, in nanoseconds of the clock of the settings
	 * @return the session, or {@code null} if the cache is to be bypassed
	 */
	public @Nullable Session sessionAt(long now) {
		Session session = this.keeper.current();
		return (session != null && session.isTrustedAt(now) && !health().breaker().isOpen()
				&& unsettled().deferred().isEmpty()) ? session : null;
	}

	/**
	 * Return how long the present session stays trusted if its server says nothing more,
	 * in nanoseconds; not positive where there is none that is.
	 */
	public long trustedFor() {
		Session session = this.keeper.current();
		return (session != null) ? session.trust().left() : 0;
	}

	/**
	 * Return a session whose answers count, and whose node for a key can be asked.
	 * @param key a key in Redis
	 * @return the session, or {@code null} if the cache is to be bypassed
	 */
	public @Nullable Session sessionFor(byte[] key) {
		Session session = session();
		return (session != null && health().mayAsk(session, key)) ? session : null;
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
		return (session != null && session.isTrusted() && !health().breaker().isOpen()) ? session : null;
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
		return this.commands.ask(session, command);
	}

	/**
	 * Ask the node of a key, for no longer than the timeout, and note how it went.
	 */
	public <T> CompletableFuture<T> ask(Session session, byte[] key, Function<Session, CompletableFuture<T>> command) {
		return this.commands.ask(session, key, command);
	}

	/**
	 * Close the connection, and say how many invalidations are lost by it, if any.
	 */
	public void close() {
		this.state.log().closing();
		this.watch.close();
		this.keeper.close();
		this.connector.close();
		firstAttempt().end();
		this.state.log().closed(() -> unsettled().deferred().pending().keySet());
	}

}
