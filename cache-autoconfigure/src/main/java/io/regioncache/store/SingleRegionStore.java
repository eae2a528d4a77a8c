package io.regioncache.store;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.store.position.Leases;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.history.OwnInvalidations;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.lookup.EntryLookups;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.AppliedPositions;
import io.regioncache.store.write.CommitIntents;
import io.regioncache.store.write.EntryWrites;
import io.regioncache.store.write.LastWrites;
import io.regioncache.store.write.LockReleaseNotifier;
import io.regioncache.store.write.Locks;
import io.regioncache.store.write.MarkerWriter;
import io.regioncache.store.write.StoreTasks;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one region on its own Redis, whatever becomes of others.
 */
public final class SingleRegionStore implements AutoCloseable {

	private final RedisKeys keys;

	private final RedisLink link;

	private final LockReleaseNotifier wakeups;

	private final AppliedPositions applied;

	private final EntryLookups lookups;

	private final EntryWrites entries;

	private final MarkerWriter markers;

	private final Locks locks;

	private volatile Supplier<Collection<String>> others = List::of;

	private final AtomicBoolean followed = new AtomicBoolean();

	/**
	 * Create a store. Nothing is connected before {@link #start()}.
	 * @param region the name of the region
	 * @param client supplies the Lettuce client, a standalone or a cluster one
	 * @param keyPrefix the prefix of every key
	 * @param deployId isolates the entries of a deployment; may be empty
	 * @param settings how to connect
	 */
	public SingleRegionStore(String region, Supplier<? extends AbstractRedisClient> client, String keyPrefix,
			String deployId, ConnectionSettings settings) {
		this.keys = new RedisKeys(keyPrefix, deployId);
		this.wakeups = new LockReleaseNotifier(this.keys);
		this.link = new RedisLink(region, client, this.keys.metadata(), settings, new StoreTasks(this::opened));
		this.applied = new AppliedPositions(this.link, () -> this.others.get());
		this.lookups = new EntryLookups(this.link, this.keys.metadata());
		this.entries = new EntryWrites(this.link, this.keys.metadata());
		this.markers = new MarkerWriter(this.link, this.applied);
		this.locks = new Locks(this.link, this.keys, this.wakeups);
	}

	/**
	 * Set whose positions are told to callers, beside the region's own.
	 * @param names tells the names of all other regions
	 */
	void others(Supplier<Collection<String>> names) {
		this.others = names;
	}

	/**
	 * Name the regions that read what is invalidated here. To be called before
	 * {@link #start()}.
	 * @param readers tells the names of the regions
	 * @return this store
	 */
	public SingleRegionStore readBy(Supplier<Collection<String>> readers) {
		this.link.readBy(readers);
		return this;
	}

	/**
	 * Have the writers of this region register, so that a new epoch of it does not cost
	 * other regions their entries. To be called before {@link #start()}.
	 * @return this store
	 */
	public SingleRegionStore guard() {
		this.link.guard();
		return this;
	}

	/**
	 * Leave it to the region's own processes to begin an epoch where there is none: they
	 * know its former ones. To be called before {@link #start()}.
	 * @return this store
	 */
	public SingleRegionStore leaveBeginning() {
		this.link.leaveBeginning();
		return this;
	}

	/**
	 * Follow the markers of this region. To be called before {@link #start()}.
	 */
	void follow() {
		this.followed.set(true);
	}

	private void opened(Session session) {
		if (this.followed.get()) {
			this.lookups.followers()
				.follow(session)
				.completeOnTimeout(null, timeout().toNanos(), TimeUnit.NANOSECONDS)
				.join();
		}
		this.wakeups.listen(session);
	}

	/**
	 * Begin to connect.
	 */
	public void start() {
		this.link.start();
		this.lookups.start();
	}

	/**
	 * Return the name of the region.
	 * @return the name
	 */
	public String region() {
		return this.link.region();
	}

	/**
	 * Return the connection to this region, for what else speaks to its Redis.
	 * @return the link
	 */
	public RedisLink link() {
		return this.link;
	}

	/**
	 * Return the layout of this region's keys.
	 * @return the keys
	 */
	public RedisKeys keys() {
		return this.keys;
	}

	/**
	 * Return the name under which this process waits for locks and leads its region.
	 * @return the name, unique to this process
	 */
	public String node() {
		return this.wakeups.node();
	}

	/**
	 * Return what this process has seen the region to have applied.
	 * @return the positions
	 */
	public AppliedPositions applied() {
		return this.applied;
	}

	/**
	 * Return what takes leases without looking for an entry.
	 * @return the leases
	 */
	public Leases leases() {
		return new Leases(this.link);
	}

	/**
	 * Return what looks entries up.
	 * @return the lookups
	 */
	public EntryLookups lookups() {
		return this.lookups;
	}

	/**
	 * Return what writes entries.
	 * @return the writes
	 */
	public EntryWrites entries() {
		return this.entries;
	}

	/**
	 * Return the locks of loads.
	 * @return the locks
	 */
	public Locks locks() {
		return this.locks;
	}

	/**
	 * Return what transactions hold in this region.
	 * @return the holds
	 */
	public CommitIntents holds() {
		return new CommitIntents(this.link);
	}

	/**
	 * Return how values are put where the last writer wins.
	 * @return the puts
	 */
	public LastWrites lastWrites() {
		return new LastWrites(this.link, this.keys.metadata());
	}

	MarkerWriter markers() {
		return this.markers;
	}

	OwnInvalidations invalidations() {
		return history().invalidations();
	}

	/**
	 * Whether the region can be asked at present, without waiting for it.
	 * @return whether it can
	 */
	public boolean canBeAsked() {
		return attempted().isDone() && this.link.session() != null;
	}

	/**
	 * Return an answer that completes with the first attempt to connect.
	 */
	CompletableFuture<Void> attempted() {
		return this.link.firstAttempt().ended();
	}

	/**
	 * Return what this process has seen of the region.
	 * @return the history
	 */
	public LinkHistory history() {
		return this.link.history();
	}

	/**
	 * Return a session whose answers count. Then the region has applied whatever it could
	 * not at first.
	 */
	@Nullable Session session() {
		OwnInvalidations own = invalidations();
		long lastElsewhere = own.lastElsewhere();
		Session session = this.link.session();
		if (session != null && lastElsewhere > 0) {
			own.caughtUp(lastElsewhere);
		}
		return session;
	}

	/**
	 * Whether the region can be asked at present. Waits for the first attempt to connect.
	 * @return {@code false} if the cache is bypassed
	 */
	public boolean isAvailable() {
		return this.link.session() != null;
	}

	/**
	 * Ask for an entry and the markers of its scopes, in one round trip.
	 * @param key the key
	 * @param tags the tags that the entry is thought to have
	 * @param lookup completed with what was found; if Redis hangs it is not completed,
	 * see {@link EntryLookups#expire}
	 */
	void lookup(EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
		Session session = session();
		if (session != null) {
			this.lookups.send(session, key, tags, lookup);
		}
		else {
			lookup.complete(Lookup.UNAVAILABLE);
		}
	}

	/**
	 * Return the clock by which this store measures how long something takes.
	 * @return the clock
	 */
	MonotonicClock clock() {
		return this.link.settings().clock();
	}

	/**
	 * Return how long an answer of Redis is waited for.
	 * @return the timeout
	 */
	public Duration timeout() {
		return this.link.settings().timeout();
	}

	/**
	 * Whether Redis executes what is asked of it here in the order in which it is sent.
	 * @return {@code false} if entries and metadata are reached by different connections
	 */
	public boolean isOrdered() {
		Session session = this.link.session();
		return session != null && session.isOneConnection();
	}

	/**
	 * Return what has failed unexpectedly in the work for this region.
	 * @return the failures since the start
	 */
	WorkerFailures failures() {
		return this.link.failures();
	}

	/**
	 * Return how long the server stays trusted if it says nothing more, in nanoseconds;
	 * not positive where it is not trusted.
	 */
	long trustedFor() {
		return this.link.trustedFor();
	}

	/**
	 * Close the connections, after the invalidations that are not applied yet were waited
	 * for, for two seconds at most.
	 */
	@Override
	public void close() {
		this.markers.settle();
		closeConnections();
	}

	void closeConnections() {
		this.lookups.close();
		this.locks.close();
		this.link.close();
	}

}
