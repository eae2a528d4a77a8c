package io.regioncache.store;

import java.util.Collection;
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

	private final Collection<Scope> tags;

	private final CompletableFuture<Look> look;

	private boolean attached;

	private long sent;

	private Progress before = Progress.NONE;

	private Scope[] scopes = {};

	PendingLook(RedisLink link, Session session, MetadataKeys keys, EntryKey key, Collection<Scope> tags,
			CompletableFuture<Look> look) {
		this.link = link;
		this.keys = keys;
		this.session = session;
		this.key = key;
		this.tags = tags;
		this.look = look;
	}

	void send() {
		KnownMarkers known = this.session.tracking().known(this.session.now());
		Markers markers = known.of(this.key, this.tags);
		if (markers == null) {
			sendWhole();
			return;
		}
		try {
			this.session.look(new EntryCommand(this.key.redisKey(), new Rest(known, markers)));
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	private void sendWhole() {
		this.sent = this.session.now();
		try {
			this.link.track(this.session);
			this.before = this.session.progress();
			this.scopes = this.key.scopesWith(this.tags);
			this.session.look(new LookCommands(this.keys, this.key.redisKey(), this.scopes, this));
		}
		catch (RuntimeException ex) {
			failed(ex);
		}
	}

	@Override
	public void answered(LookCommands.Numbers metadata, byte @Nullable [] entry, boolean foreign) {
		this.link.succeeded();
		this.session.answeredOnLoop();
		if (metadata.hasEpoch() && metadata.progress().isBehind(this.before)) {
			this.session.tracking().end();
			this.link.lost(this.session, "it has forgotten what it had told");
			this.look.complete(Look.UNAVAILABLE);
		}
		else if (metadata.hasEpoch()) {
			this.session.observe(metadata.progress(), this.sent);
			Markers markers = metadata.markers(this.scopes, this.key.scopes().length);
			this.session.tracking()
				.read(metadata.arming(), metadata.progress(), this.key, markers, this.sent, this.session.now());
			this.look.complete(new Look(markers, entry, foreign));
		}
		else if (!this.attached) {
			this.attached = true;
			this.session.attach().whenComplete((done, ex) -> sendWhole());
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

	/**
	 * What is left of a look where the markers are known.
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
			PendingLook.this.link.succeeded();
			if (this.known.areTrue()) {
				this.known.hit();
				PendingLook.this.look.complete(new Look(this.markers, entry, foreign));
			}
			else if (!PendingLook.this.look.isDone()) {
				// Once more with the markers: where they keep changing, this is the end
				sendWhole();
			}
		}

		@Override
		public void failed(Throwable cause) {
			PendingLook.this.failed(cause);
		}

	}

}
