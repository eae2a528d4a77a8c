package io.regioncache.store;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A look at the replica of a managed region. Whatever it does not answer with an entry
 * that may be served is asked of the primary: a replica may not have heard yet.
 */
final class ReplicaLook implements LookCommands.Answered {

	private final ReplicaReads reads;

	private final EntryKey key;

	private final Scope[] scopes;

	private final CompletableFuture<Look> look;

	private final Runnable atPrimary;

	private final Lease own;

	ReplicaLook(ReplicaReads reads, EntryKey key, Scope[] scopes, CompletableFuture<Look> look, Runnable atPrimary) {
		this.reads = reads;
		this.key = key;
		this.scopes = scopes;
		this.look = look;
		this.atPrimary = atPrimary;
		this.own = reads.own();
	}

	void send(Session session) {
		try {
			session.look(new LookCommands(this.reads.keys(), this.key.redisKey(), this.scopes, this));
		}
		catch (RuntimeException ex) {
			this.atPrimary.run();
		}
	}

	@Override
	public void answered(LookCommands.Numbers metadata, byte @Nullable [] entry, boolean foreign) {
		Look found = new Look(metadata.markers(this.scopes, this.key.scopes().length), entry, foreign);
		if (metadata.hasEpoch() && this.reads.isCurrent(metadata.progress(), this.own) && mayBeServed(found)) {
			this.look.complete(found);
		}
		else {
			this.atPrimary.run();
		}
	}

	/**
	 * Whether there is an entry that nothing has overtaken, as far as that can be told.
	 */
	private static boolean mayBeServed(Look found) {
		try {
			Envelope entry = found.entry();
			Markers markers = found.markers();
			return entry != null && markers != null && entry.softExpiry() > System.currentTimeMillis()
					&& (!markers.cover(entry.tags())
							|| markers.judge(entry.lease(), entry.stamp(), entry.tags()) != Freshness.DEAD);
		}
		catch (CorruptEntryException ex) {
			return false;
		}
	}

	@Override
	public void failed(Throwable cause) {
		this.atPrimary.run();
	}

}
