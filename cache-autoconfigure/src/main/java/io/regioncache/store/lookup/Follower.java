package io.regioncache.store.lookup;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.session.FollowedState;
import io.regioncache.store.session.MarkerListener;
import io.regioncache.store.session.MarkerSubscription;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTrust;
import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.log.CorruptRecordException;
import io.regioncache.store.log.MarkerChange;
import io.regioncache.store.log.RegionClock;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Follows the markers of a region over one session, so that a hit costs one {@code GET}.
 * <p>
 * The server pushes each change of a marker over the connection that reads the entries,
 * ahead of the answers to all commands that it executes after the change. So the markers
 * followed are those of the moment in which a {@code GET} is executed once its answer is
 * there. Nothing here is true of another connection, and none of it outlives its own.
 * <p>
 * A push that something between here and the server has swallowed shows in two ways: the
 * next has a number too many, and then the metadata is read anew; or the clock of a
 * lookup that reads the markers as well is another one, and then nothing is followed over
 * this session any more. There is such a lookup once a {@link #MAX_AGE} at least.
 */
public final class Follower implements MarkerListener {

	/**
	 * For how long the markers followed are used without being compared with those of the
	 * metadata, in nanoseconds: less than {@link SessionTrust#MAX_SILENCE}.
	 */
	public static final long MAX_AGE = TimeUnit.SECONDS.toNanos(1);

	/**
	 * For how long entries that this process keeps itself are judged by the markers
	 * followed without their being compared, in nanoseconds.
	 */
	public static final long MAX_NEAR_AGE = TimeUnit.SECONDS.toNanos(3);

	private static final Log logger = LogFactory.getLog(Follower.class);

	private final String region;

	private final Session session;

	private final LinkHistory history;

	private final LongConsumer onCompared;

	private final FollowedMarkers markers;

	private volatile boolean stopped;

	private volatile boolean deceived;

	private volatile long comparedAt;

	private final AtomicLong polledAt;

	private final MarkerSubscription subscription;

	/** Of the event loop alone, once it has begun. */
	private boolean reading;

	private long sent;

	Follower(String region, Session session, LinkHistory history, LongConsumer onCompared) {
		this.region = region;
		this.session = session;
		this.history = history;
		this.onCompared = onCompared;
		this.markers = new FollowedMarkers();
		this.subscription = session.subscription(this);
		this.polledAt = new AtomicLong(session.now());
	}

	/**
	 * Begin to follow. Nothing else may be under way over the session.
	 * @return completes when the region is followed; exceptionally if it cannot be
	 */
	CompletableFuture<Void> begin() {
		this.reading = true;
		this.sent = this.session.now();
		return this.subscription.begin();
	}

	boolean isOf(Session session) {
		return this.session == session;
	}

	/**
	 * Whether entries may be read without their markers.
	 */
	public boolean isLevel() {
		return this.markers.state().following() && this.session.now() - this.comparedAt < MAX_AGE;
	}

	/**
	 * Return the markers followed, for entries that this process keeps itself.
	 * @param now the time, in nanoseconds of the clock of the session
	 * @param known how far this process knows the region to have come, by what it has
	 * invalidated itself and by what it was told: what is followed must have come as far
	 * @return the markers; {@code null} if nothing may be judged by them at present
	 */
	@Nullable FollowedView view(long now, Lease known) {
		FollowedMarkers.FollowerState state = this.markers.state();
		return (state.following() && now - this.comparedAt < MAX_NEAR_AGE && known.epoch() == state.epoch()
				&& known.number() <= state.clock()) ? state : null;
	}

	/**
	 * Whether the markers are to be compared with those of the metadata, though no lookup
	 * does. Then it is up to the caller to read the metadata.
	 * @param now the time, in nanoseconds of the clock of the session
	 */
	boolean isPollDue(long now) {
		if (now - this.comparedAt < MAX_AGE) {
			return false;
		}
		long polled = this.polledAt.get();
		return now - polled >= MAX_AGE && this.markers.state().following() && this.polledAt.compareAndSet(polled, now);
	}

	/**
	 * Whether the server has pushed less than it should.
	 */
	boolean isDeceived() {
		return this.deceived;
	}

	/**
	 * Return the markers followed, on the event loop right behind the answer that they
	 * are to judge.
	 */
	FollowedMarkers.FollowerState state() {
		return this.markers.state();
	}

	@Override
	public void read(FollowedState state) {
		this.reading = false;
		RegionClock progress = state.progress();
		if (this.stopped || progress.epoch() == 0) {
			return;
		}
		this.markers.begin(progress.epoch(), progress.clock(), state.told(), state.held());
		this.history.isIn(progress.epoch());
		this.comparedAt = this.sent;
		this.session.observe(progress, this.sent);
	}

	@Override
	public void changed(ByteBuffer message) {
		// What is executed before a reading is part of what it brings
		if (this.stopped || this.reading) {
			return;
		}
		try {
			MarkerChange change = MarkerChange.decode(message);
			if (this.markers.take(change)) {
				this.session.advanced(new Lease(change.epoch(), change.clock()));
				return;
			}
		}
		catch (CorruptRecordException ex) {
			logger.debug("Region %s: reading the markers anew: %s".formatted(this.region, ex.getMessage()));
		}
		readAnew();
	}

	@Override
	public void emptied() {
		if (!this.stopped && !this.reading) {
			readAnew();
		}
	}

	private void readAnew() {
		this.markers.end();
		this.reading = true;
		this.sent = this.session.now();
		this.subscription.read();
	}

	@Override
	public void ended() {
		this.stopped = true;
		this.markers.end();
	}

	/**
	 * Compare what is followed with what a lookup has read, on the event loop.
	 * @param sent when it was sent, in nanoseconds
	 */
	void compare(RegionClock progress, long sent) {
		FollowedMarkers.FollowerState state = this.markers.state();
		if (!state.following()) {
			return;
		}
		if (state.epoch() == progress.epoch() && state.clock() == progress.clock()) {
			this.comparedAt = sent;
			this.history.isIn(progress.epoch());
			this.onCompared.accept(this.session.now() - sent);
			return;
		}
		this.onCompared.accept(this.session.now() - this.comparedAt);
		this.deceived = true;
		ended();
		logger.warn(("Region %s: the server does not push the changes it should, so every hit also reads markers. "
				+ "Look for a proxy between this process and Redis")
			.formatted(this.region));
	}

	/**
	 * Remember an entry whose markers had to be read and that they have found fresh.
	 */
	void remember(EntryKey key, EntryHead head, Markers markers) {
		if (head.lease().epoch() == markers.lease().epoch() && markers.cover(head.tags())
				&& markers.judge(head.lease(), head.tags()) == Freshness.FRESH) {
			this.markers.remember(head.fingerprint(key.redisKey()), markers.lease());
		}
	}

}
