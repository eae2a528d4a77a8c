package io.regioncache.store;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.store.connection.OwnInvalidations;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.RegionClock;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.lookup.EntryLookups;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.lookup.ReplicaLevel;
import io.regioncache.store.lookup.ReplicaReads;
import io.regioncache.store.position.AppliedPositions;
import io.regioncache.store.position.AppliedVector;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.position.VersionVectorQuery;
import io.regioncache.store.write.CommitIntents;
import io.regioncache.store.write.EntryWrites;
import io.regioncache.store.write.Invalidate;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.write.LastWrites;
import io.regioncache.store.write.LockReleaseNotifier;
import io.regioncache.store.write.Locks;
import io.regioncache.store.write.MarkerWriter;
import io.regioncache.store.write.PutGrant;
import io.regioncache.store.write.StoreTasks;
import io.regioncache.store.write.Stored;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one region: entries, markers and locks, on a Redis that may be away.
 * <p>
 * Nothing here blocks but, once, for the first attempt to connect, and no method throws
 * or answers exceptionally because of Redis: what cannot be asked is
 * {@link Lookup#UNAVAILABLE unavailable}, what cannot be stored is not, and an
 * invalidation that cannot be applied is kept and retried.
 */
public final class RegionStore implements AutoCloseable {

	/**
	 * How often the region's address is looked up unless set otherwise.
	 */
	public static final Duration ADDRESS_CHECK_INTERVAL = Duration.ofSeconds(15);

	private final RedisKeys keys;

	private final RedisLink link;

	private final LockReleaseNotifier wakeups;

	private final Duration timeout;

	private final RegionFailover others;

	private final AppliedPositions seen;

	private final EntryLookups lookups;

	private final EntryWrites entries;

	private final MarkerWriter marking;

	private final Locks locks;

	private final ReadsElsewhere elsewhere;

	private @Nullable ReplicaReads replica;

	private Duration addressCheckInterval = ADDRESS_CHECK_INTERVAL;

	private volatile boolean drained;

	/**
	 * Create a store. Nothing is connected before {@link #start()}.
	 * @param region the name of the region
	 * @param client supplies the Lettuce client, a standalone or a cluster one
	 * @param keyPrefix the prefix of every key
	 * @param deployId isolates the entries of a deployment; may be empty
	 * @param timeout how long an answer of Redis is waited for
	 * @param connectTimeout how long the first callers wait for a connection
	 */
	public RegionStore(String region, Supplier<? extends AbstractRedisClient> client, String keyPrefix, String deployId,
			Duration timeout, Duration connectTimeout) {
		this(region, client, keyPrefix, deployId, timeout, connectTimeout, new RegionFailover(Map.of(), false));
	}

	/**
	 * Create a store that turns to other regions when its own cannot be asked.
	 * @param region the name of the region
	 * @param client supplies the Lettuce client, a standalone or a cluster one
	 * @param keyPrefix the prefix of every key
	 * @param deployId isolates the entries of a deployment; may be empty
	 * @param timeout how long an answer of Redis is waited for
	 * @param connectTimeout how long the first callers wait for a connection
	 * @param others the other regions
	 */
	public RegionStore(String region, Supplier<? extends AbstractRedisClient> client, String keyPrefix, String deployId,
			Duration timeout, Duration connectTimeout, RegionFailover others) {
		this.others = others;
		this.keys = new RedisKeys(keyPrefix, deployId);
		this.timeout = timeout;
		this.wakeups = new LockReleaseNotifier(this.keys);
		this.link = new RedisLink(region, client, this.keys.metadata(), timeout, connectTimeout,
				new StoreTasks(this.wakeups::listen));
		this.lookups = new EntryLookups(this.link, this.keys.metadata());
		this.seen = new AppliedPositions(this.link, others::names);
		this.entries = new EntryWrites(this.link, this.keys.metadata());
		this.marking = new MarkerWriter(this.link, this.seen);
		this.locks = new Locks(this.link, this.keys, this.wakeups);
		this.elsewhere = new ReadsElsewhere(region, this.link.history().invalidations());
	}

	/**
	 * Have entries looked for on a replica of the server, where that may answer. To be
	 * called before {@link #start()}.
	 * @param client supplies the Lettuce client of the replica, a standalone one
	 * @param timeout how long an answer of the replica is waited for
	 */
	public void readFrom(Supplier<? extends AbstractRedisClient> client, Duration timeout) {
		this.link.isReplicated();
		this.replica = new ReplicaReads(this.link.region(), client, this.keys.metadata(), this.link.history(), timeout);
	}

	/**
	 * Set how often the region's address is looked up, over a fresh connection, to find
	 * out whether it still leads to the connected server. To be called before
	 * {@link #start()}.
	 * @param interval how often; what is not confirmed for twice as long is not trusted
	 */
	public void checkAddressEvery(Duration interval) {
		this.addressCheckInterval = interval;
	}

	/**
	 * Turn to one more region when the own one cannot be asked.
	 * @param region the name of the region
	 * @param store makes its store, called at most once
	 */
	public void addOther(String region, Supplier<RegionStore> store) {
		this.others.add(region, store);
	}

	/**
	 * Turn to a region no more.
	 * @param region the name of the region
	 */
	public void removeOther(String region) {
		this.others.remove(region);
	}

	/**
	 * Begin to connect.
	 */
	public void start() {
		this.link.watchAddress(this.addressCheckInterval);
		this.link.start();
		if (this.replica != null) {
			this.replica.start();
		}
	}

	/**
	 * Whether the region can be asked at present, without waiting for it.
	 */
	boolean canBeAsked() {
		return attempted().isDone() && this.link.session() != null;
	}

	/**
	 * Return an answer that completes with the first attempt to connect.
	 */
	CompletableFuture<Void> attempted() {
		return this.link.firstAttempt().ended();
	}

	/**
	 * Return how far the region is, in nanoseconds of a round trip.
	 */
	long distance() {
		return this.link.history().roundTrip();
	}

	/**
	 * Whether a lease is of the epoch that this region was last seen in.
	 */
	boolean isOfEpoch(Lease lease) {
		return this.link.history().epoch() == lease.epoch();
	}

	/**
	 * Return the name of the region.
	 * @return the name
	 */
	public String region() {
		return this.link.region();
	}

	/**
	 * Return what this process knows the region to have applied.
	 * @return what is known without asking
	 */
	public AppliedVector passed() {
		return this.seen.passed();
	}

	/**
	 * Ask what the region has applied of some epochs.
	 * @param epochs the epochs, and the region of each, empty if it is not known
	 * @return what is known now; what cannot be asked stays unknown
	 */
	public CompletableFuture<AppliedVector> passed(Map<Long, String> epochs) {
		return this.seen.passed(epochs);
	}

	/**
	 * Return the positions that another region must have passed to show nothing older
	 * than what this one has shown.
	 * @param upTo the epoch and the clock of what was shown
	 * @return the positions, and the region that has issued each, empty if that is not
	 * known; exceptional if the region cannot be asked
	 */
	public CompletableFuture<Map<Position, String>> shown(Lease upTo) {
		return this.seen.shown(upTo);
	}

	/**
	 * Return the clock that this process had seen some time ago.
	 * @param epoch of which epoch
	 * @param ago how long ago at least
	 * @return the clock; -1 if nothing is known of that time
	 */
	public long clockBefore(long epoch, Duration ago) {
		return this.link.history().clockBefore(epoch, ago);
	}

	/**
	 * Return the regions that may be asked instead of this one.
	 * @param preferred the names of those to ask first
	 * @return the stores of those that can be asked, best first
	 */
	public CompletableFuture<List<RegionStore>> instead(Collection<String> preferred) {
		return this.others.instead(preferred);
	}

	/**
	 * Return the store that answers callers at present: this one if its region can be
	 * asked, else that of another region, if any.
	 * @return the store
	 */
	public RegionStore serving() {
		if (sessionOrNone() != null && !this.drained) {
			return this;
		}
		RegionStore other = this.others.answering();
		return (other != null) ? other : this;
	}

	/**
	 * Return a session whose answers count. Then the region has applied whatever it could
	 * not at first.
	 */
	private @Nullable Session sessionOrNone() {
		OwnInvalidations own = this.link.history().invalidations();
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
	 * Wait for the first attempt to connect, where it has not ended yet: before that,
	 * every other method may block for as long.
	 * @param executor where to wait
	 * @return completes when nothing here blocks any more
	 */
	public CompletableFuture<Void> settled(Executor executor) {
		return this.link.firstAttempt().isSettled() ? CompletableFuture.completedFuture(null)
				: CompletableFuture.runAsync(this::isAvailable, executor);
	}

	/**
	 * Return the keys of one cache.
	 * @param cache the name of the cache
	 * @param schema isolates values of a kind
	 * @return gives the entry key of an encoded key
	 */
	public Function<String, EntryKey> keysOf(String cache, String schema) {
		return keysOf(cache, schema, false);
	}

	/**
	 * Return the keys of one cache.
	 * @param cache the name of the cache
	 * @param schema isolates values of a kind
	 * @param lastWriteWins whether values with a stamp are only replaced by later ones
	 * @return gives the entry key of an encoded key
	 */
	public Function<String, EntryKey> keysOf(String cache, String schema, boolean lastWriteWins) {
		return this.keys.keysOf(cache, schema, lastWriteWins);
	}

	/**
	 * Ask for an entry and the markers of its scopes, in one round trip.
	 * @param key the key
	 * @param tags the tags that the entry is thought to have
	 * @param lookup completed with what was found; if Redis hangs it is not completed,
	 * see {@link #expire}
	 */
	public void lookup(EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
		Session session = this.drained ? null : sessionOrNone();
		if (session == null) {
			RegionStore serving = serving();
			if (serving != this) {
				this.elsewhere.lookup(serving, key, tags, lookup);
			}
			else {
				lookup.complete(Lookup.UNAVAILABLE);
			}
			return;
		}
		if (!this.link.mayAsk(session, key.redisKey())) {
			lookup.complete(Lookup.UNAVAILABLE);
			return;
		}
		ReplicaReads replica = this.replica;
		if (replica != null) {
			replica.lookup(key, key.scopesWith(tags), lookup, () -> this.lookups.send(session, key, tags, lookup));
		}
		else {
			this.lookups.send(session, key, tags, lookup);
		}
	}

	/**
	 * Ask another region for an entry, in one round trip as a rule. What this process has
	 * invalidated is not found there before that region has applied it.
	 * @param region the store of the other region
	 * @param key the key
	 * @param tags the tags that the entry is thought to have
	 * @param lookup completed with what was found; if Redis hangs it is not completed,
	 * see {@link #expire} of the other region
	 */
	public void lookupIn(RegionStore region, EntryKey key, Collection<Scope> tags, CompletableFuture<Lookup> lookup) {
		this.elsewhere.lookup(region, key, tags, lookup);
	}

	/**
	 * Ask what another region has applied of some epochs, and of those in which this
	 * process has invalidated something.
	 * @param region the store of the other region
	 * @param epochs the epochs, and the region of each, empty if it is not known
	 * @return what is known now; what cannot be asked stays unknown
	 */
	public CompletableFuture<AppliedVector> passedIn(RegionStore region, Map<Long, String> epochs) {
		return region.passed(this.elsewhere.epochsAnd(epochs));
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
	 * Give up a lookup that was not answered in time.
	 * @param lookup the lookup
	 */
	public void expire(CompletableFuture<Lookup> lookup) {
		RegionStore serving = serving();
		if (serving != this) {
			serving.expire(lookup);
			return;
		}
		Session session = this.link.session();
		// Where entries and metadata lie apart, the lookup knows which of them is missing
		if (lookup.complete(Lookup.UNAVAILABLE) && session != null && session.isOneConnection()) {
			this.link.failed(session, this.link.late());
		}
	}

	/**
	 * Return how long an answer of Redis is waited for.
	 * @return the timeout
	 */
	public Duration timeout() {
		return (this.others.areAsleep() || serving() == this) ? this.timeout : serving().timeout();
	}

	/**
	 * Store an entry, whatever lies there: under an older lease than the region's markers
	 * nobody will take it.
	 * @param key the key
	 * @param entry the entry
	 * @param ttl how long Redis keeps it
	 * @return what became of it
	 */
	public CompletableFuture<Stored> store(EntryKey key, Envelope entry, Duration ttl) {
		RegionStore holder = this.others.holderOf(entry.lease());
		if (holder != null) {
			return holder.store(key, entry, ttl);
		}
		return this.entries.store(key, entry, ttl);
	}

	/**
	 * Store an entry and release the lock of its key: in one go where one connection
	 * keeps them in order, else one after the other. Who waits for the lock finds the
	 * entry.
	 * @param key the key
	 * @param entry the entry
	 * @param ttl how long Redis keeps it
	 * @param token the owner of the lock
	 * @return what became of the entry
	 */
	public CompletableFuture<Stored> storeAndUnlock(EntryKey key, Envelope entry, Duration ttl, String token) {
		RegionStore holder = this.others.holderOf(entry.lease());
		if (holder != null) {
			return holder.storeAndUnlock(key, entry, ttl, token);
		}
		boolean ordered = isOrdered();
		CompletableFuture<Stored> stored = this.entries.store(key, entry, ttl);
		if (ordered) {
			unlock(key, token);
		}
		else {
			stored.whenComplete((outcome, ex) -> unlock(key, token));
		}
		return stored;
	}

	/**
	 * Store an entry if still the same lies there as was found.
	 * @param key the key
	 * @param found what was found
	 * @param entry the entry
	 * @param ttl how long Redis keeps it
	 * @return what became of it
	 */
	public CompletableFuture<Stored> replace(EntryKey key, Lookup found, Envelope entry, Duration ttl) {
		return this.entries.replace(key, found, entry, ttl);
	}

	/**
	 * Delete entries, which frees their memory; their invalidation does not depend on it.
	 * @param keys the keys
	 * @return how many there were
	 */
	public CompletableFuture<Long> unlink(Collection<EntryKey> keys) {
		return this.entries.unlink(keys);
	}

	/**
	 * Invalidate scopes, in one atomic step.
	 * @param scopes the scopes
	 * @param stale whether entries may still be served while they are refreshed
	 * @return what became of it; unless it is {@link InvalidationResult#APPLIED}, this
	 * process bypasses the region until it is
	 */
	public CompletableFuture<InvalidationResult> invalidate(List<Scope> scopes, boolean stale) {
		return invalidate(scopes, stale, false, PositionListener.UNHEARD);
	}

	/**
	 * Invalidate scopes, in one atomic step.
	 * @param scopes the scopes
	 * @param stale whether entries may still be served while they are refreshed
	 * @param homeOnly whether other regions are to leave their entries alone
	 * @param writes hears the position
	 * @return what became of it; unless it is {@link InvalidationResult#APPLIED}, this
	 * process bypasses the region until it is
	 */
	public CompletableFuture<InvalidationResult> invalidate(List<Scope> scopes, boolean stale, boolean homeOnly,
			PositionListener writes) {
		return this.marking.mark(scopes, stale, homeOnly, writes)
			.thenCompose((applied) -> applied.isPresent()
					? CompletableFuture.completedFuture(InvalidationResult.APPLIED) : relay(scopes, stale, writes));
	}

	/**
	 * Invalidate scopes, and wait until the other regions have applied it.
	 * @param scopes the scopes
	 * @param stale whether entries may still be served while they are refreshed
	 * @param timeout how long to wait
	 * @param writes hears the position
	 * @return the regions that have not applied it by then
	 */
	public CompletableFuture<List<String>> invalidateEverywhere(List<Scope> scopes, boolean stale, Duration timeout,
			PositionListener writes) {
		return this.marking.mark(scopes, stale, false, writes)
			.thenCompose((applied) -> applied.isPresent() ? behind(applied.get().position(), timeout)
					: relayEverywhere(scopes, stale, timeout, writes));
	}

	private CompletableFuture<List<String>> relayEverywhere(List<Scope> scopes, boolean stale, Duration timeout,
			PositionListener writes) {
		AtomicReference<@Nullable Position> taken = new AtomicReference<>();
		return relay(scopes, stale, (region, position) -> {
			taken.set(position);
			writes.at(region, position);
		}).thenCompose((marked) -> {
			Position position = taken.get();
			return (position != null) ? behind(position, timeout)
					: CompletableFuture.completedFuture(List.copyOf(this.others.names()));
		}).thenApply((behind) -> Stream.concat(Stream.of(region()), behind.stream()).toList());
	}

	/**
	 * Wait until all other regions that can be reached have applied something.
	 * @param position the position of the last record
	 * @param timeout how long to wait
	 * @return the regions that have not applied it by then
	 */
	public CompletableFuture<List<String>> behind(Position position, Duration timeout) {
		return this.others.behind(position, System.nanoTime() + timeout.toNanos());
	}

	/**
	 * Whether this region has applied what was issued at a position.
	 */
	CompletableFuture<Boolean> hasApplied(Position position) {
		return positions().thenApply((applied) -> applied.map((known) -> known.of(position.epoch())).orElse(null))
			.thenApply((last) -> last != null && last >= position.sequence());
	}

	/**
	 * Invalidate on behalf of another region.
	 * @return whether it was applied; if not, it is not kept
	 */
	CompletableFuture<Boolean> take(List<Scope> scopes, boolean stale, PositionListener writes) {
		return this.marking.take(scopes, stale, writes);
	}

	/**
	 * Invalidate a key, and say under which lease a value computed since may be stored.
	 * @param key the key
	 * @param lease the lease taken before the value was computed, or {@code null} if
	 * there was none to be had
	 * @param tags the tags of the value
	 * @param homeOnly whether other regions are to leave their entries alone
	 * @param writes hears the position
	 * @return the grant; empty if a scope that covers the value was invalidated since
	 * then, or the region could not be asked
	 */
	public CompletableFuture<Optional<PutGrant>> put(EntryKey key, @Nullable Lease lease, Collection<Scope> tags,
			boolean homeOnly, PositionListener writes) {
		return this.marking.put(key, lease, tags, homeOnly, writes).thenCompose((applied) -> {
			Optional<PutGrant> granted = applied.flatMap(Invalidate.Applied::grant);
			return applied.isPresent() ? CompletableFuture.completedFuture(granted)
					: relay(List.of(key.scope()), false, writes).thenApply((relayed) -> granted);
		});
	}

	/**
	 * Invalidate a key only if nothing that covers its value was invalidated since a
	 * lease.
	 * @param key the key
	 * @param lease the lease
	 * @param tags the tags of the value
	 * @param homeOnly whether other regions are to leave their entries alone
	 * @param writes hears the position
	 * @return the grant; empty if something was, or the region could not be asked
	 */
	public CompletableFuture<Optional<PutGrant>> putIfUnmoved(EntryKey key, Lease lease, Collection<Scope> tags,
			boolean homeOnly, PositionListener writes) {
		return this.marking.putIfUnmoved(key, lease, tags, homeOnly, writes)
			.thenApply((applied) -> applied.flatMap(Invalidate.Applied::grant));
	}

	/**
	 * Have another region take what this one keeps.
	 */
	private CompletableFuture<InvalidationResult> relay(List<Scope> scopes, boolean stale, PositionListener writes) {
		OwnInvalidations own = this.link.history().invalidations();
		return this.others.relay(scopes, stale, (region, position) -> {
			own.relayed(region, Objects.requireNonNull(position), scopes);
			writes.at(region, position);
		}).handle((taken, ex) -> {
			if (ex == null && taken) {
				return InvalidationResult.RELAYED;
			}
			own.kept(scopes);
			writes.at(region(), null);
			return InvalidationResult.DEFERRED;
		});
	}

	/**
	 * Take a lease without looking for an entry.
	 * @return the lease; empty if the region could not be asked
	 */
	public CompletableFuture<Optional<Lease>> lease() {
		Session session = this.link.session();
		if (session == null) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		return this.link.ask(session, Session::attach).thenApply(Optional::of).exceptionally((ex) -> Optional.empty());
	}

	/**
	 * Return how far the region had come when it was last heard of, without asking it: an
	 * older lease than one that would be taken now.
	 * @return the lease, or {@code null} if the region cannot be asked at present
	 */
	public @Nullable Lease observed() {
		Session session = attempted().isDone() ? this.link.session() : null;
		RegionClock progress = (session != null) ? session.progress() : RegionClock.NONE;
		return (progress.heartbeat() > 0) ? new Lease(progress.epoch(), progress.clock()) : null;
	}

	/**
	 * Take the lock of a key.
	 * @param key the key
	 * @param token tells the owner; all tokens are of one length
	 * @param ttl after how long a dead owner loses it
	 * @return 0 if the token owns the lock, else for how many milliseconds it is held by
	 * another at most; -1 if locks are not to be had
	 */
	public CompletableFuture<Long> lock(EntryKey key, String token, Duration ttl) {
		return serving().locks.take(key, token, ttl);
	}

	/**
	 * Extend a lock that the token owns.
	 * @param key the key
	 * @param token the owner
	 * @param ttl after how long a dead owner loses it
	 */
	public void extendLock(EntryKey key, String token, Duration ttl) {
		serving().locks.extend(key, token, ttl);
	}

	/**
	 * Release a lock if the token owns it, and wake the nodes that were refused.
	 * @param key the key
	 * @param token the owner
	 * @return whether it was released
	 */
	public CompletableFuture<Boolean> unlock(EntryKey key, String token) {
		return serving().locks.release(key, token);
	}

	/**
	 * Return an answer that completes when the lock of a key is released. To be asked for
	 * before the lock is tried, or the release may be missed.
	 * @param key the key
	 * @return the answer; cancel it when it is no longer needed
	 */
	public CompletableFuture<Void> released(EntryKey key) {
		return serving().locks.released(key);
	}

	/**
	 * Read what this region has applied, for a value that is about to be loaded and then
	 * shipped.
	 * @return the positions; empty if the region cannot be asked, or does not answer
	 * itself at present
	 */
	public CompletableFuture<Optional<VersionVector>> positions() {
		Session session = this.drained ? null : this.link.session();
		return (session == null) ? CompletableFuture.completedFuture(Optional.empty())
				: this.link.ask(session, VersionVectorQuery::ask)
					.thenApply(Optional::of)
					.exceptionally((ex) -> Optional.empty());
	}

	/**
	 * Put a value into the log, for other regions to store. It may get lost: then they
	 * load it themselves.
	 * @param value the value, as it was stored here
	 * @return whether it is in the log
	 */
	public CompletableFuture<Boolean> ship(ShippedValue value) {
		return this.entries.ship(value);
	}

	/**
	 * Return how values are put where the last writer wins.
	 * @return the puts
	 */
	public LastWrites lastWrites() {
		return new LastWrites(this.link, this.keys.metadata());
	}

	/**
	 * Return what transactions hold in this region.
	 * @return the holds
	 */
	public CommitIntents holds() {
		return new CommitIntents(this.link);
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
	 * Stop or resume answering reads from regions that operators have drained.
	 * @param regions the names of the drained regions, this one perhaps among them
	 */
	public void drain(Set<String> regions) {
		this.drained = regions.contains(this.link.region());
		this.others.drain(regions);
	}

	/**
	 * Return how far the replica is behind from which this process reads.
	 * @return the level; empty if it reads the region's own server
	 */
	public Optional<ReplicaLevel> replicaLevel() {
		ReplicaReads replica = this.replica;
		return (replica != null) ? Optional.of(replica.level()) : Optional.empty();
	}

	@Override
	public void close() {
		this.others.close();
		if (this.replica != null) {
			this.replica.close();
		}
		this.locks.close();
		this.link.close();
	}

}
