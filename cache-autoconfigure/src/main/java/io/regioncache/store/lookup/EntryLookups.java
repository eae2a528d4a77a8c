package io.regioncache.store.lookup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.store.session.Failures;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks entries up in one region and, of the home region, follows the markers: over one
 * session, and no longer than that lasts.
 */
public final class EntryLookups implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(EntryLookups.class);

	private final RedisLink link;

	private final MetadataKeys keys;

	private final LongAdder foundAlone = new LongAdder();

	private final LongAdder foundWithMarkers = new LongAdder();

	private final AtomicBoolean unfollowed = new AtomicBoolean();

	private volatile @Nullable Follower follower;

	private volatile @Nullable String notFollowed;

	private final List<LongConsumer> onCompared = new CopyOnWriteArrayList<>();

	private @Nullable ReplicaReads replica;

	public EntryLookups(RedisLink link, MetadataKeys keys) {
		this.link = link;
		this.keys = keys;
	}

	/**
	 * Have entries looked for on a replica of the server, where that may answer. To be
	 * called before {@link #start()}.
	 * @param client supplies the Lettuce client of the replica, a standalone one
	 * @param timeout how long an answer of the replica is waited for
	 */
	public void readFrom(Supplier<? extends AbstractRedisClient> client, Duration timeout) {
		this.link.isReplicated();
		this.replica = new ReplicaReads(this.link, client, this.keys, timeout, InstantSource.system());
	}

	/**
	 * Begin to connect to the replica, if there is one.
	 */
	public void start() {
		if (this.replica != null) {
			this.replica.start();
		}
	}

	/**
	 * Look an entry up.
	 * @param tags the tags that the entry is thought to have
	 * @param lookup completed with what was found; if Redis hangs it is not completed,
	 * see {@link #expire}
	 */
	public void send(Session session, EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
		if (!this.link.health().mayAsk(session, key.redisKey())) {
			lookup.complete(Lookup.UNAVAILABLE);
			return;
		}
		PendingLookup pending = new PendingLookup(this, session, key, tags, lookup);
		ReplicaReads replica = this.replica;
		if (replica != null) {
			replica.lookup(key, key.scopesWith(tags), lookup, pending::send);
		}
		else {
			pending.send();
		}
	}

	/**
	 * Give up a lookup that was not answered in time.
	 */
	public void expire(CompletableFuture<Lookup> lookup) {
		Session session = this.link.session();
		// Where entries and metadata lie apart, the lookup knows which of them is missing
		if (lookup.complete(late(session)) && session != null && session.isOneConnection()) {
			this.link.health().failed(session, this.link.health().late());
		}
	}

	/**
	 * Return what a lookup has told that was not answered in time.
	 */
	public Lookup late() {
		return late(this.link.session());
	}

	private Lookup late(@Nullable Session session) {
		return (session != null) ? Lookup.failed(this.link.region(), Failures.describe(this.link.health().late()))
				: Lookup.UNAVAILABLE;
	}

	/**
	 * Whether entries are looked for on a replica.
	 */
	boolean hasReplica() {
		return this.replica != null;
	}

	/**
	 * Return how far the replica is behind.
	 * @return the level; empty if there is none
	 */
	public Optional<ReplicaLevel> replicaLevel() {
		ReplicaReads replica = this.replica;
		return (replica != null) ? Optional.of(replica.level()) : Optional.empty();
	}

	/**
	 * Count an entry that was found.
	 * @param alone whether it was judged by the markers followed, so that one command was
	 * sent for it
	 */
	void found(boolean alone) {
		(alone ? this.foundAlone : this.foundWithMarkers).increment();
	}

	/**
	 * Return how many entries were found by one command each, since the start.
	 */
	public long foundAlone() {
		return this.foundAlone.sum();
	}

	/**
	 * Return how many entries were found whose markers had to be read as well.
	 */
	public long foundWithMarkers() {
		return this.foundWithMarkers.sum();
	}

	/**
	 * Whether the server of the present connection was seen to push less than it should.
	 */
	public boolean lacksPushes() {
		Follower follower = this.follower;
		return follower != null && follower.isDeceived();
	}

	/**
	 * Return what follows the markers over a session.
	 * @return the follower, or {@code null} if there is none
	 */
	public @Nullable Follower followerOf(Session session) {
		Follower follower = this.follower;
		return (follower != null && follower.isOf(session)) ? follower : null;
	}

	/**
	 * Follow the markers over a session, where one connection brings metadata and
	 * entries. Nothing else may be under way over it.
	 * @return completes when they are followed, or cannot be
	 */
	public CompletableFuture<Void> follow(Session session) {
		if (!session.isOneConnection()) {
			this.notFollowed = "in a Redis Cluster, entries and markers lie on different servers";
			return CompletableFuture.completedFuture(null);
		}
		Follower follower = new Follower(this.link.region(), session, this.link.history(), this::compared);
		this.follower = follower;
		this.notFollowed = null;
		return follower.begin().exceptionally((ex) -> {
			// A connection that has ended says nothing about what its server can do
			if (session.isOpen()) {
				String reason = String.valueOf(Failures.rootOf(ex).getMessage());
				this.notFollowed = reason;
				if (this.unfollowed.compareAndSet(false, true)) {
					logger.info(
							"Region %s: the changes of markers cannot be followed, so every hit also reads markers: %s"
								.formatted(this.link.region(), reason));
				}
			}
			return null;
		});
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
		Follower follower = (session != null) ? followerOf(session) : null;
		if (session == null || follower == null) {
			return null;
		}
		if (follower.isPollDue(now)) {
			new FollowerPoll(this.link, session, follower).send(this.keys);
		}
		return follower.view(now, known);
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
		return this.notFollowed;
	}

	@Override
	public void close() {
		if (this.replica != null) {
			this.replica.close();
		}
	}

	RedisLink link() {
		return this.link;
	}

	MetadataKeys keys() {
		return this.keys;
	}

}
