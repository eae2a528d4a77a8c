package io.regioncache.store.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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

	private final Supplier<Session> open;

	private final SessionTasks tasks;

	private final SessionAttachment attachment;

	private final LinkState state;

	private final ReachabilityLog log;

	private final BackOff backOff;

	private final Runnable onSilence;

	private final PeriodicWorker turns;

	private final CurrentSession current;

	private final AtomicBoolean replicated = new AtomicBoolean();

	private final AtomicBoolean heartbeatFailed = new AtomicBoolean();

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
		this.current = new CurrentSession(this.attachment);
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
			keep(current());
		}
		finally {
			this.state.firstAttempt().end();
		}
	}

	private void keep(@Nullable Session session) {
		if (session == null || !session.isWhole() || session.trust().hasLapsed()) {
			connect(session);
		}
		else {
			heartbeat(session);
			tend(session);
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
		end(former);
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

	private void end(@Nullable Session former) {
		this.current.set(null);
		if (former != null) {
			if (former.isWhole()) {
				silent(late());
			}
			former.close();
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
		this.heartbeatFailed.set(false);
		boolean bypassed = breaker().close();
		if (again && session.isOneConnection()) {
			session.trust().distrust();
		}
		this.current.set(session);
		if (this.turns.areOver()) {
			this.current.close();
			return;
		}
		used(again, bypassed);
	}

	private void used(boolean again, boolean bypassed) {
		if (again) {
			this.onSilence.run();
		}
		this.log.connected(this.backOff.hasFailed(), bypassed);
		this.backOff.succeeded();
	}

	private void heartbeat(Session session) {
		this.state.history().note(session.progress());
		if (isDue(session)) {
			sendHeartbeat(session);
		}
	}

	private void sendHeartbeat(Session session) {
		try {
			this.attachment.attach(session);
			this.attachment.settleHolds(session);
			this.heartbeatFailed.set(false);
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
		return this.heartbeatFailed.get() || breaker().isOpen() || !this.state.unsettled().deferred().isEmpty()
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
		boolean again = !Failures.isAboutServer(root) && !session.trust().hasLapsed();
		this.heartbeatFailed.set(again);
		if (!again) {
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
		this.current.close();
	}

}
