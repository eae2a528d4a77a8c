package io.regioncache.store.lookup;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.store.connection.CachingCommand;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.log.RegionClock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Has the server tell one connection when the metadata changes, so that markers read over
 * it are known until then, and a hit costs one {@code GET}.
 * <p>
 * Once a connection has read a key that it tracks, the server tells it of the next change
 * of that key, and sends this word ahead of the answers of all commands that it executes
 * after the change. So markers are true of the moment in which a {@code GET} is executed
 * if no word has come when the answer to that {@code GET} does. Nothing here is true of
 * another connection, and none of it outlives its own.
 * <p>
 * A lookup that is to be tracked carries a command of its own for that, whose answer
 * tells whether it is. No server is relied on before its first word has come, and words
 * that fail to come later would be missed in silence: each lookup that reads the markers
 * as well compares what it sees with what is known, and nothing is known for longer than
 * {@link KnownMarkers#MAX_AGE}, which is less than {@link Session#MAX_SILENCE}.
 */
public final class Tracking {

	/**
	 * How often lookups are tracked at most, in nanoseconds: where the metadata changes
	 * more often than that, it is asked for as a rule.
	 */
	public static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(5);

	/**
	 * A word that arrives while a {@code GET} is under way costs another round trip: one
	 * in a hundred may meet one, however far the server is.
	 */
	private static final int ROUND_TRIPS = 100;

	private static final Log logger = LogFactory.getLog(Tracking.class);

	private final long interval;

	private final int roundTrips;

	private final AtomicBoolean begun = new AtomicBoolean();

	private volatile boolean on;

	private volatile boolean told;

	private volatile KnownMarkers known = KnownMarkers.NONE;

	/** Of the event loop alone. */
	private boolean armed;

	private long nextAt;

	private long roundTrip;

	private long pause;

	public Tracking() {
		this(INTERVAL, ROUND_TRIPS);
	}

	/**
	 * Create a tracking.
	 * @param interval how often lookups are tracked at most, in nanoseconds
	 * @param roundTrips the same, in round trips to the server
	 */
	public Tracking(long interval, int roundTrips) {
		this.interval = interval;
		this.roundTrips = roundTrips;
	}

	/**
	 * Begin to track, once, where one connection brings metadata and entries.
	 * @return completes when lookups may be tracked, at once where there is nothing to
	 * begin; exceptionally if the server does not know how, or does not let its user
	 */
	CompletableFuture<Void> begin(Session session) {
		if (this.begun.get() || !session.isOneConnection() || !this.begun.compareAndSet(false, true)) {
			return CompletableFuture.completedFuture(null);
		}
		return session.pushChanges(this::changed).thenAccept((done) -> this.on = true);
	}

	private void changed() {
		this.told = true;
		end();
	}

	/**
	 * Forget what was known: this process has changed it, or the server says that it has
	 * changed.
	 */
	public void end() {
		this.known.end();
	}

	/**
	 * Return what is known at present: nothing before the server has told of a change for
	 * the first time, which the heartbeat brings within a second.
	 * @param now the time in nanoseconds
	 */
	public KnownMarkers known(long now) {
		KnownMarkers known = this.known;
		return (this.told && known.areLive(now)) ? known : KnownMarkers.NONE;
	}

	/**
	 * Return the command that has the next one tracked, if it is to be. On the event loop
	 * only.
	 * @param now the time in nanoseconds
	 */
	public @Nullable CachingCommand arming(long now) {
		if (!this.on || this.known.areLive(now) || (this.armed && now - this.nextAt < 0)) {
			return null;
		}
		this.armed = true;
		this.nextAt = now + this.interval;
		return new CachingCommand();
	}

	/**
	 * Note the markers that a lookup has read. On the event loop only, before anything
	 * that the server has sent after them is read.
	 * @param arming the command that was to have the lookup tracked, if any
	 * @param sent when it was sent, in nanoseconds
	 * @param now the time in nanoseconds
	 */
	void read(@Nullable CachingCommand arming, RegionClock progress, EntryKey key, Markers markers, long sent,
			long now) {
		KnownMarkers known = this.known;
		if (known.haveMissed(progress)) {
			known.end();
			stop("The server does not send the notifications it was asked for");
		}
		else if (known.areLive(now)) {
			known.add(key, markers);
		}
		else if (arming != null && arming.hasSucceeded()) {
			// One pause of this process is not how far the server is.
			this.roundTrip = Math.min(now - sent, 2 * Math.max(this.roundTrip, INTERVAL / ROUND_TRIPS));
			this.pause = known.wereWorthIt() ? this.interval : Math.min(2 * this.pause, KnownMarkers.MAX_AGE);
			this.nextAt = Math.max(this.nextAt, sent + Math.max(this.pause, this.roundTrips * this.roundTrip));
			KnownMarkers next = new KnownMarkers(progress, sent, !this.told);
			next.add(key, markers);
			this.known = next;
		}
		else if (arming != null) {
			stop("The server no longer sends notifications (" + arming.getError() + ")");
		}
	}

	private void stop(String reason) {
		this.on = false;
		logger.warn(reason + ": every hit also reads markers");
	}

}
