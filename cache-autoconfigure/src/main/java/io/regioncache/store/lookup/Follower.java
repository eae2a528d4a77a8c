package io.regioncache.store.lookup;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTrust;
import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
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
public final class Follower {

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

	private final AtomicBoolean deceived = new AtomicBoolean();

	private final ComparedAt compared;

	private final PushedChanges pushes;

	Follower(String region, Session session, LinkHistory history, LongConsumer onCompared) {
		this.region = region;
		this.session = session;
		this.history = history;
		this.onCompared = onCompared;
		this.markers = new FollowedMarkers();
		this.compared = new ComparedAt(session.now());
		this.pushes = new PushedChanges(region, session, history, this.markers, this.compared);
	}

	/**
	 * Begin to follow. Nothing else may be under way over the session.
	 * @return completes when the region is followed; exceptionally if it cannot be
	 */
	CompletableFuture<Void> begin() {
		return this.pushes.begin();
	}

	/**
	 * Return what takes the changes that the server pushes.
	 */
	PushedChanges pushes() {
		return this.pushes;
	}

	boolean isOf(Session session) {
		return this.session == session;
	}

	/**
	 * Whether entries may be read without their markers.
	 */
	public boolean isLevel() {
		return this.markers.state().following() && this.compared.nanosUntil(this.session.now()) < MAX_AGE;
	}

	/**
	 * Whether the markers followed were compared since a moment, by the time at which
	 * those of the metadata were asked for.
	 */
	boolean isComparedSince(long moment) {
		return this.compared.nanosUntil(moment) <= 0;
	}

	/**
	 * Return the markers followed, for entries that this process keeps itself.
	 * @param now the time, in nanoseconds of the clock of the session
	 * @param known how far this process knows the region to have come, by what it has
	 * invalidated itself and by what it was told: what is followed must have come as far
	 * @return the markers; {@code null} if nothing may be judged by them at present
	 */
	@Nullable FollowedView view(long now, Lease known) {
		FollowerState state = this.markers.state();
		return (state.following() && this.compared.nanosUntil(now) < MAX_NEAR_AGE && known.epoch() == state.epoch()
				&& known.number() <= state.clock()) ? state : null;
	}

	/**
	 * Whether the markers are to be compared with those of the metadata, though no lookup
	 * does. Then it is up to the caller to read the metadata.
	 * @param now the time, in nanoseconds of the clock of the session
	 */
	boolean isPollDue(long now) {
		return this.markers.state().following() && this.compared.isPollDue(now, MAX_AGE);
	}

	/**
	 * Whether the server has pushed less than it should.
	 */
	boolean isDeceived() {
		return this.deceived.get();
	}

	/**
	 * Return the markers followed, on the event loop right behind the answer that they
	 * are to judge.
	 */
	FollowerState state() {
		return this.markers.state();
	}

	/**
	 * Compare what is followed with what a lookup has read, on the event loop.
	 * @param sent when it was sent, in nanoseconds
	 */
	void compare(RegionClock progress, long sent) {
		FollowerState state = this.markers.state();
		if (!state.following()) {
			return;
		}
		if (state.epoch() == progress.epoch() && state.clock() == progress.clock()) {
			confirmed(progress.epoch(), sent);
		}
		else {
			deceived();
		}
	}

	private void confirmed(long epoch, long sent) {
		this.compared.set(sent);
		this.history.isIn(epoch);
		this.onCompared.accept(this.session.now() - sent);
	}

	private void deceived() {
		this.onCompared.accept(this.compared.nanosUntil(this.session.now()));
		this.deceived.set(true);
		this.pushes.ended();
		logger.warn(("Region %s: the server does not push the changes it should, so every hit also reads markers. "
				+ "Look for a proxy between this process and Redis")
			.formatted(this.region));
	}

	/**
	 * Remember an entry that the markers followed cannot judge, if those that were read
	 * for it have found it fresh.
	 * @param entry the bytes under its key, if any
	 */
	void learn(EntryKey key, byte @Nullable [] entry, Markers read) {
		FollowerState state = this.markers.state();
		EntryHead head = (entry != null && state.following()) ? EntryHead.of(entry) : null;
		if (head != null && !state.judges(head.lease()) && isFresh(head, read)) {
			this.markers.remember(head.fingerprint(key.redisKey()), read.lease());
		}
	}

	private static boolean isFresh(EntryHead head, Markers markers) {
		return markers.cover(head.tags())
				&& markers.judge(markers.present(head.lease()), head.tags()) == Freshness.FRESH;
	}

}
