package io.regioncache.store.connection;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.regioncache.region.WorkerFailures;
import io.regioncache.store.session.FreshConnection;
import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Compares, again and again over a fresh connection, where the address of a region leads
 * with the server that its session talks to.
 * <p>
 * A connection outlives the move of an address for as long as the old server lives, and
 * so do the answers of that server. A session whose server could not be confirmed for two
 * intervals is not trusted until it is.
 */
public final class AddressWatch implements AutoCloseable {

	/**
	 * How often an address is looked up while there is reason to doubt it, in
	 * milliseconds.
	 */
	private static final long DOUBT_MILLIS = 1000;

	/**
	 * How many lookups settle a doubt: not all sentinels and nodes learn at once that a
	 * replica was promoted.
	 */
	private static final int LOOKUPS_IN_DOUBT = 5;

	private final RedisConnector connector;

	private final ConnectionSettings settings;

	private final Supplier<@Nullable Session> current;

	private final AddressListener listener;

	private final PeriodicWorker turns;

	private final AtomicInteger doubts = new AtomicInteger();

	private final AtomicLong dueAt = new AtomicLong();

	private final AtomicReference<@Nullable Session> last = new AtomicReference<>();

	private final AtomicLong lookupNanos = new AtomicLong();

	/**
	 * Create a watch; nothing is looked up before {@link #start()}.
	 * @param name the name of its thread
	 * @param current the session to compare with
	 * @param failures is told what fails unexpectedly
	 */
	public AddressWatch(String name, RedisConnector connector, ConnectionSettings settings,
			Supplier<@Nullable Session> current, AddressListener listener, WorkerFailures failures) {
		this.connector = connector;
		this.settings = settings;
		this.current = current;
		this.listener = listener;
		this.turns = new PeriodicWorker(name, this::turn, this::pause, failures);
	}

	public void start() {
		next();
		this.turns.start();
	}

	/**
	 * Look the address up now, and some more times soon after: the server was silent, and
	 * another may have been promoted meanwhile.
	 */
	public void doubt() {
		this.doubts.set(LOOKUPS_IN_DOUBT);
		this.turns.wake();
	}

	/**
	 * Whether the server of a session was confirmed within two intervals, and the time
	 * that a lookup takes.
	 */
	public boolean isConfirmed(Session session) {
		return unconfirmedFor(session) <= 2 * (interval().toNanos() + this.lookupNanos.get());
	}

	/**
	 * How long ago the address was last seen to lead to the server of a session, in
	 * nanoseconds.
	 */
	public long unconfirmedFor(Session session) {
		return session.trust().unconfirmedFor();
	}

	private Duration interval() {
		return this.settings.addressCheckInterval();
	}

	/**
	 * Until the next lookup is due, but no longer than a new session may wait to be seen.
	 */
	long pause() {
		long due = TimeUnit.NANOSECONDS.toMillis(this.dueAt.get() - this.settings.clock().nanos()) + 1;
		return Math.min(Math.min(DOUBT_MILLIS, interval().toMillis()), Math.max(1, due));
	}

	private void turn() {
		Session session = this.current.get();
		if (session == null || !session.isOpen()) {
			return;
		}
		boolean fresh = this.last.getAndSet(session) != session;
		boolean doubted = this.doubts.getAndUpdate((doubts) -> Math.max(0, doubts - 1)) > 0;
		boolean due = this.dueAt.get() - this.settings.clock().nanos() <= 0;
		if (doubted || fresh || due) {
			next();
		}
		if (doubted || due && !fresh) {
			compare(session);
		}
	}

	void next() {
		this.dueAt.set(this.settings.clock().nanos() + jittered(interval().toMillis()));
	}

	private static long jittered(long millis) {
		long spread = millis / 2;
		return TimeUnit.MILLISECONDS
			.toNanos(millis - spread / 2 + ThreadLocalRandom.current().nextLong(Math.max(1, spread)));
	}

	private void compare(Session session) {
		long asked = session.now();
		this.listener.asked(session);
		try (FreshConnection fresh = this.connector.connectAnew()) {
			if (this.turns.areOver()) {
				return;
			}
			compared(session, asked, leadsToServerOf(session, fresh));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (Exception ex) {
			failed(session, ex);
		}
	}

	private boolean leadsToServerOf(Session session, FreshConnection fresh) throws Exception {
		// The id also changes when a server gets its first replica: look twice
		Duration timeout = this.settings.timeout();
		return fresh.leadsToServerOf(session, timeout) || fresh.leadsToServerOf(session, timeout);
	}

	private void compared(Session session, long asked, boolean same) {
		if (same) {
			this.lookupNanos.set(session.now() - asked);
			session.trust().confirmed(asked);
			this.listener.confirmed(session);
		}
		else if (session.isOpen() && !this.turns.areOver()) {
			session.trust().distrust();
			this.listener.moved(session);
		}
	}

	private void failed(Session session, Exception ex) {
		if (this.turns.areOver() || !session.isOpen()) {
			return;
		}
		this.dueAt.set(this.settings.clock().nanos() + jittered(Math.min(DOUBT_MILLIS, interval().toMillis())));
		if (!isConfirmed(session) && !session.trust().isUnconfirmed()) {
			session.trust().distrust();
			this.listener.unconfirmed(session, ex);
		}
	}

	@Override
	public void close() {
		this.turns.close();
	}

}
