package io.regioncache.store.lookup;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;

import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link Follower} of the present session, and knows why there is none.
 */
public final class FollowerKeeper {

	private static final Log logger = LogFactory.getLog(FollowerKeeper.class);

	private final RedisLink link;

	private final MetadataKeys keys;

	private final AtomicBoolean unfollowed = new AtomicBoolean();

	private final List<LongConsumer> onCompared = new CopyOnWriteArrayList<>();

	private final AtomicReference<@Nullable Follower> follower = new AtomicReference<>();

	private final AtomicReference<@Nullable String> notFollowed = new AtomicReference<>();

	FollowerKeeper(RedisLink link, MetadataKeys keys) {
		this.link = link;
		this.keys = keys;
	}

	/**
	 * Whether the server of the present connection was seen to push less than it should.
	 */
	public boolean lacksPushes() {
		Follower follower = this.follower.get();
		return follower != null && follower.isDeceived();
	}

	/**
	 * Return what follows the markers over a session.
	 * @return the follower, or {@code null} if there is none
	 */
	public @Nullable Follower of(Session session) {
		Follower follower = this.follower.get();
		return (follower != null && follower.isOf(session)) ? follower : null;
	}

	/**
	 * Follow the markers over a session, where one connection brings metadata and
	 * entries. Nothing else may be under way over it.
	 * @return completes when they are followed, or cannot be
	 */
	public CompletableFuture<Void> follow(Session session) {
		if (!session.isOneConnection()) {
			this.notFollowed.set("in a Redis Cluster, entries and markers lie on different servers");
			return CompletableFuture.completedFuture(null);
		}
		Follower follower = new Follower(this.link.region(), session, this.link.history(), this::compared);
		this.follower.set(follower);
		this.notFollowed.set(null);
		return follower.begin().exceptionally((ex) -> {
			failed(session, String.valueOf(Failures.rootOf(ex).getMessage()));
			return null;
		});
	}

	private void failed(Session session, String reason) {
		if (!session.isOpen()) {
			// A connection that has ended says nothing about what its server can do
			return;
		}
		this.notFollowed.set(reason);
		if (this.unfollowed.compareAndSet(false, true)) {
			logger.info("Region %s: the changes of markers cannot be followed, so every hit also reads markers: %s"
				.formatted(this.link.region(), reason));
		}
	}

	/**
	 * Return the markers followed, for entries that this process keeps itself.
	 * @param now the time, in nanoseconds of the clock of the link
	 * @return the markers; {@code null} if nothing may be judged by them at present
	 */
	public @Nullable FollowedView view(long now) {
		// Before the markers are looked at: what this process knows must be part of them
		Lease known = this.link.history().own();
		Session session = this.link.sessionAt(now);
		Follower follower = (session != null) ? of(session) : null;
		if (session == null || follower == null) {
			return null;
		}
		if (follower.isPollDue(now)) {
			new FollowerPoll(this.link, session, follower).send(this.keys);
		}
		return follower.view(now, known);
	}

	/**
	 * Whether the markers followed were compared with those of the region since a moment.
	 * @param moment the moment, in nanoseconds of the clock of the link
	 */
	public boolean isComparedSince(long moment) {
		Follower follower = this.follower.get();
		return follower != null && follower.isComparedSince(moment);
	}

	/**
	 * Have it told, whenever the markers followed are compared with those of the region,
	 * how far behind they may have been.
	 * @param listener is told nanoseconds, on the event loop; it must not throw
	 */
	public void onCompared(LongConsumer listener) {
		this.onCompared.add(listener);
	}

	private void compared(long nanos) {
		this.onCompared.forEach((listener) -> listener.accept(nanos));
	}

	/**
	 * Return why the markers of the region cannot be followed at all.
	 * @return the reason; {@code null} if they are, or nothing is known of it
	 */
	public @Nullable String notFollowed() {
		return this.notFollowed.get();
	}

}
