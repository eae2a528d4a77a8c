package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.connection.EntryCommand;
import io.regioncache.store.connection.Failures;
import io.regioncache.store.connection.LookupCommands;
import io.regioncache.store.connection.MetadataNumbers;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * A lookup under way. A region that turns out to have lost its metadata is attached to
 * and asked once more.
 */
public final class PendingLookup implements LookupCommands.Answered {

	private final EntryLookups lookups;

	private final RedisLink link;

	private final Session session;

	private final Tracking tracking;

	private final EntryKey key;

	private final Collection<Scope> tags;

	private final CompletableFuture<Lookup> lookup;

	private boolean attached;

	private long sent;

	private RegionClock before = RegionClock.NONE;

	private Scope[] scopes = {};

	private final @Nullable String node;

	PendingLookup(EntryLookups lookups, Session session, EntryKey key, Collection<Scope> tags,
			CompletableFuture<Lookup> lookup) {
		this.lookups = lookups;
		this.link = lookups.link();
		this.session = session;
		this.tracking = lookups.trackingOf(session);
		this.key = key;
		this.tags = tags;
		this.lookup = lookup;
		this.node = session.nodeOf(key.redisKey());
	}

	void send() {
		KnownMarkers known = this.tracking.known(this.session.now());
		Markers markers = known.of(this.key, this.tags);
		if (markers == null) {
			sendWhole();
			return;
		}
		try {
			this.session.lookup(new EntryCommand(this.key.redisKey(), new Rest(known, markers)));
		}
		catch (RuntimeException ex) {
			failed(ex, false);
		}
	}

	private void sendWhole() {
		this.sent = this.session.now();
		try {
			this.lookups.track(this.session);
			this.before = this.session.progress();
			this.scopes = this.key.scopesWith(this.tags);
			LookupCommands commands = new LookupCommands(this.lookups.keys(), this.key.redisKey(), this.scopes, this);
			String node = this.node;
			if (node != null) {
				this.lookup.thenRun(() -> ended(commands, node));
			}
			this.session.lookup(commands, () -> this.tracking.arming(this.session.now()));
		}
		catch (RuntimeException ex) {
			failed(ex, false);
		}
	}

	/**
	 * Note who has not answered a lookup that was given up.
	 */
	private void ended(LookupCommands commands, String node) {
		if (commands.isOpen() && commands.awaitsMetadata()) {
			this.link.health().failed(this.session, this.link.health().late());
		}
		if (commands.isOpen() && commands.awaitsEntry()) {
			this.link.health().failedAt(node, this.link.health().late());
		}
	}

	@Override
	public void answered(MetadataNumbers metadata, byte @Nullable [] entry, boolean foreign) {
		this.link.health().succeeded();
		if (this.node != null) {
			this.link.health().succeededAt(this.node);
		}
		this.session.answeredOnLoop();
		if (metadata.hasEpoch() && metadata.progress().isBehind(this.before)) {
			this.tracking.end();
			this.link.health().lost(this.session, "server state went backwards");
			this.lookup.complete(Lookup.UNAVAILABLE);
		}
		else if (metadata.hasEpoch()) {
			this.session.observe(metadata.progress(), this.sent);
			Markers markers = metadata.markers(this.scopes, this.key.scopes().length);
			this.tracking.read(metadata.arming(), metadata.progress(), this.key, markers, this.sent,
					this.session.now());
			this.lookup.complete(new Lookup(markers, entry, foreign));
		}
		else if (!this.attached) {
			this.attached = true;
			this.session.attach().whenComplete((done, ex) -> sendWhole());
		}
		else {
			this.lookup.complete(Lookup.UNAVAILABLE);
		}
	}

	@Override
	public void failed(Throwable cause, boolean atEntry) {
		if (atEntry && this.node != null) {
			this.link.health().failedAt(this.node, cause);
		}
		else {
			this.link.health().failed(this.session, cause);
		}
		// The end of a session and a missing right are reported for the region
		boolean reported = !this.session.isOpen() || Failures.isForbidden(cause);
		this.lookup
			.complete(reported ? Lookup.UNAVAILABLE : Lookup.failed(this.link.region(), Failures.describe(cause)));
	}

	/**
	 * What is left of a lookup where the markers are known.
	 */
	private final class Rest implements EntryCommand.Answered {

		private final KnownMarkers known;

		private final Markers markers;

		Rest(KnownMarkers known, Markers markers) {
			this.known = known;
			this.markers = markers;
		}

		@Override
		public void answered(byte @Nullable [] entry, boolean foreign) {
			PendingLookup.this.link.health().succeeded();
			if (this.known.areTrue()) {
				this.known.hit();
				PendingLookup.this.lookup.complete(new Lookup(this.markers, entry, foreign));
			}
			else if (!PendingLookup.this.lookup.isDone()) {
				// Once more with the markers: where they keep changing, this is the end
				sendWhole();
			}
		}

		@Override
		public void failed(Throwable cause) {
			PendingLookup.this.failed(cause, false);
		}

	}

}
