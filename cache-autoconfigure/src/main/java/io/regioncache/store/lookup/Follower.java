package io.regioncache.store.lookup;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.session.FollowedState;
import io.regioncache.store.session.MarkerListener;
import io.regioncache.store.session.MarkerSubscription;
import io.regioncache.store.session.Session;
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
	 * metadata, in nanoseconds: less than {@link Session#MAX_SILENCE}.
	 */
	public static final long MAX_AGE = TimeUnit.SECONDS.toNanos(1);

	private static final Log logger = LogFactory.getLog(Follower.class);

	private final String region;

	private final Session session;

	private final FollowedMarkers markers;

	private volatile boolean stopped;

	private volatile long comparedAt;

	private final MarkerSubscription subscription;

	/** Of the event loop alone, once it has begun. */
	private boolean reading;

	private long sent;

	Follower(String region, Session session) {
		this(region, session, new FollowedMarkers());
	}

	Follower(String region, Session session, FollowedMarkers markers) {
		this.region = region;
		this.session = session;
		this.markers = markers;
		this.subscription = session.subscription(this);
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
			return;
		}
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
