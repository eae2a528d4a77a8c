package io.regioncache.websession;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Revocation;
import io.regioncache.store.session.Session;
import io.regioncache.websession.SessionLookup.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What a region knows to be revoked.
 *
 * @param user the hash of the user's name; empty if none was asked for
 * @param epoch the epoch of the region; empty if its metadata is gone
 * @param complete whether it has asked the other regions in this epoch
 * @param session whether the session is revoked
 * @param all the revocations of the user's sessions
 */
record KnownRevocations(String user, String epoch, boolean complete, boolean session, String all) {

	/**
	 * Ask a region.
	 * @param id the session; empty for none
	 * @param user the hash of its user's name; empty if that is not known
	 */
	static CompletableFuture<KnownRevocations> read(Session session, String id, String user) {
		List<String> fields = new ArrayList<>(List.of("epoch", "ws", Revocation.fieldOfSession(Revocation.hash(id))));
		if (!user.isEmpty()) {
			fields.add(Revocation.fieldOfUser(user));
		}
		return session.read(fields).thenApply((values) -> of(user, values));
	}

	private static KnownRevocations of(String user, List<@Nullable String> values) {
		String epoch = values.get(0);
		String all = (values.size() > 3) ? values.get(3) : null;
		return new KnownRevocations(user, (epoch != null) ? epoch : "", epoch != null && epoch.equals(values.get(1)),
				values.get(2) != null, (all != null) ? all.substring(all.indexOf(';') + 1) : "");
	}

	/**
	 * Judge what was found of a session.
	 */
	SessionLookup judge(String id, StoredSession stored) {
		if (this.epoch.isEmpty()) {
			return SessionLookup.UNAVAILABLE;
		}
		if (this.session) {
			return SessionLookup.of(Outcome.REVOKED, this.epoch);
		}
		if (!stored.isWhole() || !id.equals(stored.id())) {
			return SessionLookup.of(Outcome.ABSENT, this.epoch);
		}
		if (this.user.equals(stored.user()) && stored.isRevokedBy(this.all)) {
			return SessionLookup.of(Outcome.REVOKED, this.epoch);
		}
		// Nothing that revokes it can have been lost before it began
		return (this.complete || this.epoch.equals(stored.epoch()))
				? new SessionLookup(Outcome.FOUND, stored, this.epoch)
				: SessionLookup.of(Outcome.INCOMPLETE, this.epoch);
	}

}
