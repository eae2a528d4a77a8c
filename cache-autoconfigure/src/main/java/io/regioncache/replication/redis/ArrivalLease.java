package io.regioncache.replication.redis;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;

/**
 * Asks a region under which lease values of another one may be stored, if at all.
 */
public final class ArrivalLease {

	private ArrivalLease() {
	}

	/**
	 * Ask for one value.
	 * @return the epoch and the number; empty if it may not
	 */
	public static CompletableFuture<List<Object>> of(Session session, ShippedValue value) {
		if (!value.isStamped()) {
			return accept(session, value.known(), "0", value.covering());
		}
		ScriptArguments arguments = new ScriptArguments().add(value.entry().stamp().micros());
		value.covering().forEach((scope) -> arguments.add(scope.field()));
		return session.run(Script.ADMIT, arguments.all());
	}

	/**
	 * Ask for values whose origin had applied the same.
	 * @param session the session over which to ask
	 * @param known what their origin had applied
	 * @param covering every scope that covers one of them
	 * @return the epoch, the number, and the fields of those scopes whose values may not;
	 * empty if none may
	 */
	public static CompletableFuture<List<Object>> of(Session session, VersionVector known, Collection<Scope> covering) {
		return accept(session, known, "1", covering);
	}

	private static CompletableFuture<List<Object>> accept(Session session, VersionVector known, String several,
			Collection<Scope> covering) {
		ScriptArguments arguments = new ScriptArguments().add(known).add(several);
		covering.forEach((scope) -> arguments.add(scope.field()));
		return session.run(Script.ACCEPT, arguments.all());
	}

}
