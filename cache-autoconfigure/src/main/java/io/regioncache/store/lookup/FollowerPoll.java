package io.regioncache.store.lookup;

import io.regioncache.store.command.LookupCommands;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Reads how far a region has come, where all its reads are answered by this process and
 * nothing else would compare the markers followed with those of the metadata.
 */
final class FollowerPoll implements LookupCommands.LookupAnswered {

	private static final Scope[] NONE = {};

	private final RedisLink link;

	private final Session session;

	private final Follower follower;

	private final long sent;

	FollowerPoll(RedisLink link, Session session, Follower follower) {
		this.link = link;
		this.session = session;
		this.follower = follower;
		this.sent = session.now();
	}

	void send(MetadataKeys keys) {
		try {
			this.session.readMarkers(new LookupCommands(keys, NONE, null, false, this));
		}
		catch (RuntimeException ex) {
			failed(ex, false);
		}
	}

	@Override
	public void answered(MetadataNumbers metadata, byte @Nullable [] entry, boolean foreign) {
		this.link.health().succeeded();
		// Lost metadata is for the next lookup: the age of what is followed only grows
		if (metadata.hasEpoch()) {
			this.session.observe(metadata.progress(), this.sent);
			this.follower.compare(metadata.progress(), this.sent);
		}
	}

	@Override
	public void failed(Throwable cause, boolean atEntry) {
		this.link.health().failed(this.session, cause);
	}

}
