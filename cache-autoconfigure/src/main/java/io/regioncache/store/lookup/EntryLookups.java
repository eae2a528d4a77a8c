package io.regioncache.store.lookup;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.store.session.Failures;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Looks entries up in one region and, of the home region, follows the markers: over one
 * session, and no longer than that lasts.
 */
public final class EntryLookups implements AutoCloseable {

	private final RedisLink link;

	private final MetadataKeys keys;

	private final LongAdder foundAlone = new LongAdder();

	private final LongAdder foundWithMarkers = new LongAdder();

	private final FollowerKeeper followers;

	private @Nullable ReplicaReads replica;

	public EntryLookups(RedisLink link, MetadataKeys keys) {
		this.link = link;
		this.keys = keys;
		this.followers = new FollowerKeeper(link, keys);
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
		send(new PendingLookup(this, session, key, tags, lookup), key, tags, lookup);
	}

	private void send(PendingLookup pending, EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
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
	 * Return what a lookup has told that has failed. The end of a session and a missing
	 * right are reported for the region.
	 */
	Lookup failed(Session session, Throwable cause) {
		boolean reported = !session.isOpen() || Failures.isForbidden(cause);
		return reported ? Lookup.UNAVAILABLE : Lookup.failed(this.link.region(), Failures.describe(cause));
	}

	/**
	 * Return what follows the markers of the region.
	 */
	public FollowerKeeper followers() {
		return this.followers;
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
