package io.regioncache.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.lettuce.core.AbstractRedisClient;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.connection.ConnectionSettings;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.region.WorkerFailures;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.position.AppliedVector;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.write.CommitIntents;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.store.write.Locks;

/**
 * The bytes of one region: entries, markers and locks, on a Redis that may be away. Then
 * other regions answer in its place.
 * <p>
 * Nothing here blocks but, once, for the first attempt to connect, and no method throws
 * or answers exceptionally because of Redis: what cannot be asked is
 * {@link Lookup#UNAVAILABLE unavailable}, what cannot be stored is not, and an
 * invalidation that cannot be applied is kept and retried.
 */
public final class RegionStore implements AutoCloseable {

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final ServingRegion serving;

	private final InvalidationsElsewhere relays;

	private final RegionInvalidations invalidations;

	private final ReadsElsewhere elsewhere;

	private final RegionLookups lookups;

	private final LeasedWrites writes;

	private final RegionLevels levels;

	private volatile RegionObservations observations = RegionObservations.NONE;

	/**
	 * Create a store. Nothing is connected before {@link #start()}.
	 * @param region the name of the region
	 * @param client supplies the Lettuce client, a standalone or a cluster one
	 * @param keyPrefix the prefix of every key
	 * @param deployId isolates the entries of a deployment; may be empty
	 * @param settings how to connect
	 */
	public RegionStore(String region, Supplier<? extends AbstractRedisClient> client, String keyPrefix, String deployId,
			ConnectionSettings settings) {
		this(new SingleRegionStore(region, client, keyPrefix, deployId, settings), new RegionFailover(Map.of(), false));
	}

	/**
	 * Create a store that turns to other regions when its own cannot be asked.
	 * @param own the own region, not started yet
	 * @param others the other regions
	 */
	public RegionStore(SingleRegionStore own, RegionFailover others) {
		this.own = own;
		this.others = others;
		this.own.others(others::names);
		this.own.follow();
		others.home(own.region());
		this.own.readBy(others::names);
		this.own.link().register();
		this.serving = new ServingRegion(own, others);
		this.relays = new InvalidationsElsewhere(others, MonotonicClock.SYSTEM);
		this.invalidations = new RegionInvalidations(own, others, this.relays, this::observations);
		this.elsewhere = new ReadsElsewhere(own.region(), own.invalidations(), own.clock(), this::observations);
		this.lookups = new RegionLookups(own, this.serving, this.elsewhere);
		this.writes = new LeasedWrites(own, others, this::locks);
		this.levels = new RegionLevels(own, others);
	}

	/**
	 * Return the own region alone.
	 * @return its store, which does not turn to others
	 */
	public SingleRegionStore own() {
		return this.own;
	}

	/**
	 * Return the regions to turn to when the own one cannot be asked.
	 * @return the other regions
	 */
	public RegionFailover others() {
		return this.others;
	}

	/**
	 * Return what reads in other regions for callers who need what they have applied.
	 * @return the reads
	 */
	public ReadsElsewhere elsewhere() {
		return this.elsewhere;
	}

	/**
	 * Return what looks entries up where callers are answered at present.
	 * @return the lookups
	 */
	public RegionLookups lookups() {
		return this.lookups;
	}

	/**
	 * Return what invalidates in this region, or in the log of another in its place.
	 * @return the invalidations
	 */
	public RegionInvalidations invalidations() {
		return this.invalidations;
	}

	/**
	 * Return what writes entries.
	 * @return the writes
	 */
	public LeasedWrites writes() {
		return this.writes;
	}

	/**
	 * Return how level regions are with each other.
	 * @return the levels
	 */
	public RegionLevels levels() {
		return this.levels;
	}

	/**
	 * Observe what happens from now on.
	 * @param observations what observes it
	 */
	public void observe(RegionObservations observations) {
		this.observations = observations;
	}

	/**
	 * Return what observes what happens here.
	 * @return the observations, {@link RegionObservations#NONE} at first
	 */
	public RegionObservations observations() {
		return this.observations;
	}

	/**
	 * Begin to connect.
	 */
	public void start() {
		this.own.start();
	}

	/**
	 * Return the name of the region.
	 * @return the name
	 */
	public String region() {
		return this.own.region();
	}

	/**
	 * Return what has failed unexpectedly in the work for this region.
	 * @return the failures since the start
	 */
	public WorkerFailures failures() {
		return this.own.failures();
	}

	/**
	 * Return what has failed unexpectedly in the work for this region and for those it
	 * has turned to.
	 * @return the failures of each region since the start
	 */
	public List<WorkerFailures> allFailures() {
		return Stream.concat(Stream.of(failures()), this.others.failures()).toList();
	}

	/**
	 * Return what this process knows the region to have applied.
	 * @return what is known without asking
	 */
	public AppliedVector passed() {
		return this.own.applied().passed();
	}

	/**
	 * Ask what the region has applied of some epochs.
	 * @param epochs the epochs, and the region of each, empty if it is not known
	 * @return what is known now; what cannot be asked stays unknown
	 */
	public CompletableFuture<AppliedVector> passed(Map<Long, String> epochs) {
		return this.own.applied().passed(epochs);
	}

	/**
	 * Return the store that answers callers at present: this one if its region can be
	 * asked, else that of another region, if any.
	 * @return the store
	 */
	public SingleRegionStore serving() {
		return this.serving.store();
	}

	/**
	 * Whether the region can be asked at present. Waits for the first attempt to connect.
	 * @return {@code false} if the cache is bypassed
	 */
	public boolean isAvailable() {
		return this.own.isAvailable();
	}

	/**
	 * Wait for the first attempt to connect, where it has not ended yet: before that,
	 * every other method may block for as long.
	 * @param executor where to wait
	 * @return completes when nothing here blocks any more
	 */
	public CompletableFuture<Void> settled(Executor executor) {
		return this.own.link().firstAttempt().isSettled() ? CompletableFuture.completedFuture(null)
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
		return this.own.keys().keysOf(cache, schema, lastWriteWins);
	}

	/**
	 * Return the clock by which this store measures how long something takes.
	 * @return the clock
	 */
	public MonotonicClock clock() {
		return this.own.clock();
	}

	/**
	 * Return how long an answer of Redis is waited for.
	 * @return the timeout
	 */
	public Duration timeout() {
		return (this.others.areAsleep() ? this.own : serving()).timeout();
	}

	/**
	 * Invalidate scopes, in one atomic step.
	 * @param scopes the scopes
	 * @param mode what becomes of the entries
	 * @return what became of it; unless it is {@link InvalidationResult#APPLIED}, this
	 * process bypasses the region until it is
	 */
	public CompletableFuture<InvalidationResult> invalidate(List<Scope> scopes, InvalidationMode mode) {
		return this.invalidations.invalidate(scopes, mode, InvalidationRegions.ALL, PositionListener.UNHEARD);
	}

	/**
	 * Return the locks of loads, in the region that answers callers at present.
	 * @return the locks
	 */
	public Locks locks() {
		return serving().locks();
	}

	/**
	 * Read what this region has applied, for a value that is about to be loaded and then
	 * shipped.
	 * @return the positions; empty if the region cannot be asked, or does not answer
	 * itself at present
	 */
	public CompletableFuture<Optional<VersionVector>> positions() {
		return this.serving.isDrained() ? CompletableFuture.completedFuture(Optional.empty())
				: this.own.applied().vector();
	}

	/**
	 * Return what transactions hold in this region.
	 * @return the holds
	 */
	public CommitIntents holds() {
		return this.own.holds();
	}

	/**
	 * Stop or resume answering reads from regions that operators have drained.
	 * @param regions the names of the drained regions, this one perhaps among them
	 */
	public void drain(Set<String> regions) {
		this.serving.drain(regions);
	}

	/**
	 * Close the connections. Invalidations that are not applied yet are waited for
	 * before, for two seconds at most, and those that remain are offered to the other
	 * regions, for one more: what none has taken is lost, and the log says how many.
	 */
	@Override
	public void close() {
		this.levels.close();
		Map<MarkerWrite, Long> left = this.own.markers().settle();
		if (!left.isEmpty() && this.relays.takeLast(left.keySet())) {
			this.own.link().unsettled().taken(left);
		}
		this.others.close();
		this.own.closeConnections();
	}

}
