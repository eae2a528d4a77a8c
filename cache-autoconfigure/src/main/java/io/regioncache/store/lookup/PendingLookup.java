package io.regioncache.store.lookup;

import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.regioncache.store.command.EntryCommand;
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
public final class PendingLookup implements LookupCommands.LookupAnswered, EntryCommand.EntryAnswered {

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
		this.follower = lookups.followers().of(session);
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
			this.session.lookup(new EntryCommand(this.key.redisKey(), this));
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
			if (this.node != null) {
				this.lookup.thenRun(() -> ended(commands, this.node));
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

	/**
	 * The entry alone, which the markers followed may judge.
	 */
	@Override
	public void answered(byte @Nullable [] entry, boolean foreign) {
		this.link.health().succeeded();
		Scope[] asked = this.key.scopesWith(this.tags);
		EntryHead head = (entry != null) ? EntryHead.of(entry, asked) : null;
		Scope[] scopes = (head != null) ? head.scopesWith(asked, this.key.scopes().length) : asked;
		Markers markers = Objects.requireNonNull(this.follower).state().judging(this.key, head, scopes);
		if (markers != null) {
			found(new Lookup(markers, entry, foreign), true);
		}
		else if (!this.lookup.isDone()) {
			sendRest(scopes, entry, foreign);
		}
	}

	@Override
	public void failed(Throwable cause) {
		failed(cause, false);
	}

	@Override
	public void answered(MetadataNumbers metadata, byte @Nullable [] entry, boolean foreign) {
		succeeded();
		if (!metadata.hasEpoch()) {
			attach();
		}
		else if (metadata.progress().isBehind(this.before)) {
			this.link.health().lost(this.session, "server state went backwards");
			this.lookup.complete(Lookup.UNAVAILABLE);
		}
		else {
			judged(metadata, entry, foreign);
		}
	}

	private void succeeded() {
		this.link.health().succeeded();
		if (this.node != null) {
			this.link.health().succeededAt(this.node);
		}
		this.session.answeredOnLoop();
	}

	private void attach() {
		if (this.attached) {
			this.lookup.complete(Lookup.UNAVAILABLE);
			return;
		}
		this.attached = true;
		this.session.attach().whenComplete((done, ex) -> sendWhole());
	}

	private void judged(MetadataNumbers metadata, byte @Nullable [] entry, boolean foreign) {
		this.session.observe(metadata.progress(), this.sent);
		Markers markers = metadata.markers(this.scopes, this.key.scopes().length).in(this.session.observed().lineage());
		if (this.follower != null) {
			this.follower.compare(metadata.progress(), this.sent);
			this.follower.learn(this.key, entry, markers);
		}
		found(new Lookup(markers, entry, foreign), false);
	}

	private void found(Lookup found, boolean alone) {
		if (found.bytes() != null) {
			this.lookups.found(alone);
		}
		this.lookup.complete(found);
	}

	@Override
	public void failed(Throwable cause, boolean atEntry) {
		if (atEntry && this.node != null) {
			this.link.health().failedAt(this.node, cause);
		}
		else {
			this.link.health().failed(this.session, cause);
		}
		this.lookup.complete(this.lookups.failed(this.session, cause));
	}

}
