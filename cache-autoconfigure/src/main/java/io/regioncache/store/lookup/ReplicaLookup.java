package io.regioncache.store.lookup;

import java.util.concurrent.CompletableFuture;

import io.regioncache.store.command.LookupCommands;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A look at the replica of a managed region. Whatever it does not answer with an entry
 * that may be served is asked of the primary: a replica may not have heard yet.
 */
final class ReplicaLookup implements LookupCommands.LookupAnswered {

	private final ReplicaReads reads;

	private final EntryKey key;

	private final Scope[] scopes;

	private final CompletableFuture<Lookup> lookup;

	private final Runnable atPrimary;

	private final Lease own;

	ReplicaLookup(ReplicaReads reads, EntryKey key, Scope[] scopes, CompletableFuture<Lookup> lookup,
			Runnable atPrimary) {
		this.reads = reads;
		this.key = key;
		this.scopes = scopes;
		this.lookup = lookup;
		this.atPrimary = atPrimary;
		this.own = reads.state().own();
	}

	void send(Session session) {
		try {
			session.lookup(new LookupCommands(this.reads.keys(), this.key.redisKey(), this.scopes, this));
		}
		catch (RuntimeException ex) {
			this.atPrimary.run();
		}
	}

	@Override
	public void answered(MetadataNumbers metadata, byte @Nullable [] entry, boolean foreign) {
		Lookup found = new Lookup(metadata.markers(this.scopes, this.key.scopes().length), entry, foreign);
		if (metadata.hasEpoch() && this.reads.state().isCurrent(metadata.progress(), this.own) && mayBeServed(found)) {
			this.lookup.complete(found);
		}
		else {
			this.atPrimary.run();
		}
	}

	/**
	 * Whether there is an entry that nothing has overtaken, as far as that can be told.
	 */
	private boolean mayBeServed(Lookup found) {
		try {
			Envelope entry = found.entry();
			Markers markers = found.markers();
			return entry != null && markers != null && entry.softExpiry() > this.reads.millis()
					&& (!markers.cover(entry.tags())
							|| markers.judge(entry.lease(), entry.stamp(), entry.tags()) != Freshness.DEAD);
		}
		catch (CorruptEntryException ex) {
			return false;
		}
	}

	@Override
	public void failed(Throwable cause, boolean atEntry) {
		this.atPrimary.run();
	}

}
