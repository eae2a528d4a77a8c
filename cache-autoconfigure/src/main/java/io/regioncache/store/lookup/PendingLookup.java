package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.regioncache.store.command.EntryCommand;
import io.regioncache.store.session.Failures;
import io.regioncache.store.command.LookupCommands;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryHead;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.RegionClock;
import org.jspecify.annotations.Nullable;

/**
 * A lookup under way. A region that turns out to have lost its metadata is attached to
 * and asked once more.
 */
public final class PendingLookup implements LookupCommands.LookupAnswered {

	private final EntryLookups lookups;

	private final RedisLink link;

	private final Session session;

	private final @Nullable Follower follower;

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
		this.follower = lookups.followerOf(session);
		this.key = key;
		this.tags = tags;
		this.lookup = lookup;
		this.node = session.nodeOf(key.redisKey());
	}

	void send() {
		Follower follower = this.follower;
		if (follower == null || !follower.isLevel()) {
			sendWhole();
			return;
		}
		try {
			this.session.lookup(new EntryCommand(this.key.redisKey(), new EntryRead(follower)));
		}
		catch (RuntimeException ex) {
			failed(ex, false);
		}
	}

	private void sendWhole() {
		this.scopes = this.key.scopesWith(this.tags);
		send(new LookupCommands(this.lookups.keys(), this.key.redisKey(), this.scopes, this), this.session::lookup);
	}

	/**
	 * Ask for the markers of an entry that was read already.
	 */
	private void sendRest(Scope[] scopes, byte @Nullable [] entry, boolean foreign) {
		this.scopes = scopes;
		send(new LookupCommands(this.lookups.keys(), scopes, entry, foreign, this), this.session::readMarkers);
	}

	private void send(LookupCommands commands, Consumer<LookupCommands> dispatch) {
		this.sent = this.session.now();
		this.before = this.session.progress();
		try {
			String node = this.node;
			if (node != null) {
				this.lookup.thenRun(() -> ended(commands, node));
			}
			dispatch.accept(commands);
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
			this.link.health().lost(this.session, "server state went backwards");
			this.lookup.complete(Lookup.UNAVAILABLE);
		}
		else if (metadata.hasEpoch()) {
			this.session.observe(metadata.progress(), this.sent);
			Markers markers = metadata.markers(this.scopes, this.key.scopes().length);
			if (this.follower != null) {
				follow(this.follower, metadata.progress(), markers, entry);
			}
			if (entry != null) {
				this.lookups.found(false);
			}
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

	private void follow(Follower follower, RegionClock progress, Markers markers, byte @Nullable [] entry) {
		follower.compare(progress, this.sent);
		FollowedMarkers.FollowerState state = follower.state();
		EntryHead head = (entry != null && state.following()) ? EntryHead.of(entry) : null;
		if (head != null && !state.judges(head.lease())) {
			follower.remember(this.key, head, markers);
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
	 * The reading of the entry alone, which the markers followed may judge.
	 */
	private final class EntryRead implements EntryCommand.EntryAnswered {

		private final Follower follower;

		EntryRead(Follower follower) {
			this.follower = follower;
		}

		@Override
		public void answered(byte @Nullable [] entry, boolean foreign) {
			PendingLookup.this.link.health().succeeded();
			EntryHead head = (entry != null) ? EntryHead.of(entry) : null;
			Collection<Scope> tags = PendingLookup.this.tags;
			Scope[] scopes = PendingLookup.this.key.scopesWith((head != null) ? head.tagsWith(tags) : tags);
			Markers markers = this.follower.state()
				.judging((head != null) ? head.lease() : null, () -> fingerprint(head), scopes,
						PendingLookup.this.key.scopes().length);
			if (markers != null) {
				if (head != null) {
					PendingLookup.this.lookups.found(true);
				}
				PendingLookup.this.lookup.complete(new Lookup(markers, entry, foreign));
			}
			else if (!PendingLookup.this.lookup.isDone()) {
				sendRest(scopes, entry, foreign);
			}
		}

		private long fingerprint(@Nullable EntryHead head) {
			return (head != null) ? head.fingerprint(PendingLookup.this.key.redisKey()) : 0;
		}

		@Override
		public void failed(Throwable cause) {
			PendingLookup.this.failed(cause, false);
		}

	}

}
