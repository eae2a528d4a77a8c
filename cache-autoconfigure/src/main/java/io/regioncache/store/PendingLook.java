package io.regioncache.store;

import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * A look under way. A region that turns out to have lost its metadata is attached to and
 * asked once more.
 */
final class PendingLook implements LookCommands.Answered {

	private final RedisLink link;

	private final Session session;

	private final MetadataKeys keys;

	private final EntryKey key;

	private final Scope[] scopes;

	private final CompletableFuture<Look> look;

	private boolean attached;

	private long sent;

	private Progress before = Progress.NONE;

	PendingLook(RedisLink link, Session session, MetadataKeys keys, EntryKey key, Scope[] scopes,
			CompletableFuture<Look> look) {
		this.link = link;
		this.keys = keys;
		this.session = session;
		this.key = key;
		this.scopes = scopes;
		this.look = look;
	}

	void send() {
		this.sent = this.session.now();
		this.before = this.session.progress();
		try {
			this.session.look(new LookCommands(this.keys, this.key.redisKey(), this.scopes, this));
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void answered(LookCommands.Numbers metadata, byte @Nullable [] entry, boolean foreign) {
		this.link.succeeded();
		if (metadata.hasEpoch() && metadata.progress().isBehind(this.before)) {
			this.link.lost(this.session, "it has forgotten what it had told");
			this.look.complete(Look.UNAVAILABLE);
		}
		else if (metadata.hasEpoch()) {
			this.session.observe(metadata.progress(), this.sent);
			this.look.complete(new Look(metadata.markers(this.scopes, this.key.scopes().length), entry, foreign));
		}
		else if (!this.attached) {
			this.attached = true;
			this.session.attach().whenComplete((done, ex) -> send());
		}
		else {
			this.look.complete(Look.UNAVAILABLE);
		}
	}

	@Override
	public void failed(Throwable cause) {
		this.link.failed(this.session, cause);
		this.look.complete(Look.UNAVAILABLE);
	}

}
