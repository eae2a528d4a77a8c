package io.regioncache.store.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.regioncache.store.session.Failures;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTasks;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one attached session with the Redis of a region, or none.
 * <p>
 * All of its work happens on one thread: connecting, attaching, the heartbeat, and
 * retrying invalidations. It probes a server that callers are kept away from, at
 * intervals with jitter, which nobody can cut short.
 */
final class SessionKeeper {

	private static final Log logger = LogFactory.getLog(SessionKeeper.class);

	private static final long HEARTBEAT_MILLIS = 1000;

	private static final long RETRY_MILLIS = 200;

	private static final long CONFIRMATION_MILLIS = 100;

	private static final long CLOSE_MILLIS = 500;

	private final Supplier<Session> open;

	private final SessionTasks tasks;

	private final SessionAttachment attachment;

	private final LinkState state;

	private final ReachabilityLog log;

	private final BackOff backOff;

	private final Runnable onSilence;

	private final PeriodicWorker turns;

	private final AtomicReference<@Nullable Session> current = new AtomicReference<>();

	private final AtomicBoolean replicated = new AtomicBoolean();

	private boolean heartbeatFailed;

	/**
	 * Create a keeper; nothing is connected before {@link #start()}.
	 * @param open begins a session that is not attached yet
	 * @param onSilence run whenever the server has not answered a heartbeat, or is
	 * connected to again: another may have been promoted meanwhile
	 */
	SessionKeeper(Supplier<Session> open, ConnectionSettings settings, SessionTasks tasks, LinkState state,
			WriterRegistration writer, Runnable onSilence) {
		String region = state.failures().region();
		this.open = open;
		this.tasks = tasks;
		this.attachment = new SessionAttachment(region, settings, tasks, state, writer);
		this.state = state;
		this.log = new ReachabilityLog(region, state.log());
		this.backOff = new BackOff(settings.clock());
		this.onSilence = onSilence;
		this.turns = new PeriodicWorker("region-cache-" + region, this::turn, this::pause, state.failures());
	}

	void start() {
		this.state.firstAttempt().begin();
		this.turns.start();
	}

	/**
	 * Return the present session, which may be lost or not to be trusted by now.
	 */
	@Nullable Session current() {
		return this.current.get();
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
		this.replicated.set(true);
	}

	/**
	 * Have the region give stamps, now and whenever its metadata has been lost.
	 */
	void giveStamps() {
		this.attachment.giveStamps(current());
	}

	private void turn() {
		if (this.backOff.isOn()) {
			return;
		}
		this.backOff.attempt();
		try {
			Session session = current();
			if (session == null || !session.isWhole() || session.trust().hasLapsed()) {
				connect(session);
			}
			else {
				heartbeat(session);
				tend(session);
			}
		}
		finally {
			this.state.firstAttempt().end();
		}
	}

	private long pause() {
		long backOff = this.backOff.millisLeft();
		if (backOff >= 0) {
			return backOff + 1;
		}
		boolean well = current() != null && !breaker().isOpen();
		if (well && this.state.writer().awaitsConfirmation()) {
			return BackOff.jittered(CONFIRMATION_MILLIS);
		}
		return BackOff.jittered(well ? HEARTBEAT_MILLIS : RETRY_MILLIS);
	}

	private void connect(@Nullable Session former) {
		this.current.set(null);
		if (former != null) {
			if (former.isWhole()) {
				silent(late());
			}
			former.close();
		}
		try {
			use(attached(), former != null || this.backOff.hasFailed());
		}
		catch (Exception ex) {
			this.log.unreachable(ex);
			this.backOff.failed();
		}
		catch (Error ex) {
			this.backOff.begin();
			throw ex;
		}
	}

	/**
	 * Begin a session, and attach it before anybody uses it.
	 */
	private Session attached() throws Exception {
		Session session = this.open.get();
		try {
			this.attachment.attach(session);
			this.tasks.opened(session);
			return session;
		}
		catch (Exception | Error ex) {
			session.close();
			throw ex;
		}
	}

	/**
	 * Let callers use a session.
	 * @param again whether it replaces another: its server may have been looked up before
	 * its successor was promoted, and have answered after that. A cluster is asked for
	 * its nodes anew at each connection.
	 */
	private void use(Session session, boolean again) {
		this.heartbeatFailed = false;
		boolean bypassed = breaker().close();
		if (again && session.isOneConnection()) {
			session.trust().distrust();
		}
		this.current.set(session);
		if (this.turns.areOver()) {
			closeCurrent();
			return;
		}
		if (again) {
			this.onSilence.run();
		}
		this.log.connected(this.backOff.hasFailed(), bypassed);
		this.backOff.succeeded();
	}

	private void heartbeat(Session session) {
		this.state.history().note(session.progress());
		if (!isDue(session)) {
			return;
		}
		try {
			this.attachment.attach(session);
			this.attachment.settleHolds(session);
			this.heartbeatFailed = false;
			if (breaker().close()) {
				this.log.answers();
			}
		}
		catch (Exception ex) {
			heartbeatFailed(session, ex);
		}
	}

	/**
	 * Whether the heartbeat has to be sent by this process, since no other has sent it or
	 * there is more to be learned from it.
	 */
	private boolean isDue(Session session) {
		return this.heartbeatFailed || breaker().isOpen() || !this.state.unsettled().deferred().isEmpty()
				|| this.replicated.get() || this.attachment.isRegistrationDue(session)
				|| session.observed().hasSeenHolds() || session.observed().isUndecided()
				|| session.trust().silentFor() >= TimeUnit.MILLISECONDS.toNanos(HEARTBEAT_MILLIS * 7 / 10);
	}

	private void tend(Session session) {
		if (!session.isTrusted() || breaker().isOpen()) {
			return;
		}
		try {
			this.attachment.tend(session);
		}
		catch (Exception ex) {
			// The next heartbeat finds out what is wrong
			logger.debug("How far other regions have read cannot be asked", ex);
		}
	}

	private void heartbeatFailed(Session session, Exception ex) {
		this.onSilence.run();
		Throwable root = Failures.rootOf(ex);
		this.heartbeatFailed = !Failures.isAboutServer(root) && !session.trust().hasLapsed();
		if (!this.heartbeatFailed) {
			silent((root instanceof TimeoutException) ? late() : Failures.describe(ex));
			session.close();
		}
		this.backOff.begin();
	}

	private void silent(String reason) {
		this.log.silent(reason, breaker().isOpen());
	}

	private String late() {
		return String.valueOf(this.state.health().late().getMessage());
	}

	private Breaker breaker() {
		return this.state.health().breaker();
	}

	void close() {
		this.turns.close();
		closeCurrent();
	}

	private void leave(Session session) {
		try {
			this.attachment.leave(session);
		}
		catch (Exception ex) {
			logger.debug("The region cannot be told that this process has ended", ex);
		}
	}

	private void closeCurrent() {
		Session session = this.current.getAndSet(null);
		if (session != null) {
			leave(session);
			// The client that is shut down next would close what is still closing.
			session.close()
				.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
	}

}
