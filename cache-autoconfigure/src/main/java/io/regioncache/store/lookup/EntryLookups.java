package io.regioncache.store.lookup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.store.connection.Failures;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks entries up in one region, and has its server track what is looked up. Tracking
 * belongs to one session, and ends with it.
 */
public final class EntryLookups implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(EntryLookups.class);

	private final RedisLink link;

	private final MetadataKeys keys;

	private final Supplier<Tracking> tracking;

	private final Map<Session, Tracking> trackings = new ConcurrentHashMap<>();

	private final AtomicBoolean untracked = new AtomicBoolean();

	private @Nullable ReplicaReads replica;

	public EntryLookups(RedisLink link, MetadataKeys keys) {
		this(link, keys, Tracking::new);
	}

	/**
	 * Create what looks entries up.
	 * @param tracking makes the tracking of one session
	 */
	public EntryLookups(RedisLink link, MetadataKeys keys, Supplier<Tracking> tracking) {
		this.link = link;
		this.keys = keys;
		this.tracking = tracking;
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
	 * Return how far the replica is behind.
	 * @return the level; empty if there is none
	 */
	public Optional<ReplicaLevel> replicaLevel() {
		ReplicaReads replica = this.replica;
		return (replica != null) ? Optional.of(replica.level()) : Optional.empty();
	}

	/**
	 * Return what is tracked over a session.
	 */
	public Tracking trackingOf(Session session) {
		Tracking tracking = this.trackings.get(session);
		return (tracking != null) ? tracking : add(session);
	}

	private synchronized Tracking add(Session session) {
		this.trackings.keySet().removeIf((known) -> known != session && !known.isOpen());
		return this.trackings.computeIfAbsent(session, (unknown) -> {
			Tracking tracking = this.tracking.get();
			session.onChange(tracking::end);
			return tracking;
		});
	}

	/**
	 * Have the server of a session tell of changes, where it can.
	 */
	public CompletableFuture<Void> track(Session session) {
		return trackingOf(session).begin(session).exceptionally((ex) -> {
			// A connection that has ended says nothing about what its server can do
			if (session.isOpen() && this.untracked.compareAndSet(false, true)) {
				logger.info("Region %s: client-side tracking is unavailable, so every hit also reads markers: %s"
					.formatted(this.link.region(), Failures.rootOf(ex).getMessage()));
			}
			return null;
		});
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
