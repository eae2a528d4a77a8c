package io.regioncache.cache;

import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.bulk.BulkReads;
import io.regioncache.cache.entry.CacheParts;
import io.regioncache.cache.entry.LookupCoalescer;
import io.regioncache.cache.entry.ValueShipper;
import io.regioncache.cache.load.LoadStore;
import io.regioncache.cache.load.Loads;
import io.regioncache.cache.load.Origin;
import io.regioncache.cache.put.BehindPuts;
import io.regioncache.cache.put.ConditionalPuts;
import io.regioncache.cache.put.LastWriteWins;
import io.regioncache.cache.put.PendingPut;
import io.regioncache.cache.put.Puts;
import io.regioncache.cache.read.AsyncReads;
import io.regioncache.cache.read.BlockingReads;
import io.regioncache.cache.read.GuardedLoads;
import io.regioncache.cache.read.Reads;
import io.regioncache.cache.read.SessionReads;
import io.regioncache.cache.transaction.CommitHolds;
import io.regioncache.cache.transaction.Transaction;
import io.regioncache.cache.transaction.Transactions;
import io.regioncache.store.connection.Waiting;
import io.regioncache.writebehind.Pace;
import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;

/**
 * What one cache does: its reads, loads, puts and evictions, each for a transaction that
 * need not be one of this thread.
 */
public final class CacheOperations {

	private final Reads reads;

	private final GuardedLoads guarded;

	private final BlockingReads blockingReads;

	private final AsyncReads asyncReads;

	private final BulkReads bulkReads;

	private final LoadStore fills;

	private final Puts puts;

	private final BehindPuts behindPuts;

	private final ConditionalPuts conditionalPuts;

	private final Evictions evictions;

	CacheOperations(Cache cache, CacheParts parts, InstantSource clock, SessionReads session, CommitHolds holds,
			CommitFailures failures) {
		LookupCoalescer lookups = new LookupCoalescer(parts.store());
		ValueShipper shipping = new ValueShipper(parts.name(), parts.settings(), parts.store(), clock);
		this.fills = new LoadStore(parts.entries(), parts.store(), parts.statistics());
		Origin origin = new Origin(parts, shipping, this.fills);
		Loads loads = new Loads(parts, lookups, origin);
		this.guarded = new GuardedLoads(parts, lookups, loads);
		this.reads = new Reads(parts, lookups, loads, session);
		this.bulkReads = new BulkReads(parts, lookups, this.reads, loads, this.guarded, origin);
		this.blockingReads = new BlockingReads(parts, this.reads, this.guarded);
		this.asyncReads = new AsyncReads(parts, this.reads, this.guarded);
		this.puts = new Puts(parts, shipping, holds, (ex, put) -> failures.put(ex, cache, put),
				parts.lastWriteWins() ? new LastWriteWins(parts, clock) : null);
		this.behindPuts = new BehindPuts(parts, this.puts);
		this.conditionalPuts = new ConditionalPuts(parts, lookups, this.reads, this.fills, this.puts, shipping);
		this.evictions = new Evictions(cache, parts, holds, failures);
	}

	Reads reads() {
		return this.reads;
	}

	GuardedLoads guarded() {
		return this.guarded;
	}

	BlockingReads blockingReads() {
		return this.blockingReads;
	}

	/**
	 * Return what reads single entries for callers that do not wait.
	 */
	public AsyncReads asyncReads() {
		return this.asyncReads;
	}

	BulkReads bulkReads() {
		return this.bulkReads;
	}

	LoadStore fills() {
		return this.fills;
	}

	/**
	 * Return what puts values that are about to be computed.
	 */
	public Puts puts() {
		return this.puts;
	}

	/**
	 * Begin to put a value that is about to be computed.
	 * @param pace how soon it is written behind, {@code null} if it is not
	 */
	public CompletableFuture<PendingPut> beginPut(@Nullable Transaction transaction, @Nullable Pace pace) {
		return (pace != null) ? this.behindPuts.begin(transaction, pace) : this.puts.begin(transaction);
	}

	/**
	 * The same for a caller that waits.
	 */
	public PendingPut beginPutNow(@Nullable Pace pace) {
		return Waiting.join(beginPut(Transactions.current(), pace));
	}

	ConditionalPuts conditionalPuts() {
		return this.conditionalPuts;
	}

	Evictions evictions() {
		return this.evictions;
	}

}
