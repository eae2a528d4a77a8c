package io.regioncache.websession;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;

/**
 * The lists of users' sessions in one region: hints, since some may be over and others
 * missing.
 */
final class SessionListing {

	private final SingleRegionStore store;

	private final String namespace;

	SessionListing(SingleRegionStore store, String namespace) {
		this.store = store;
		this.namespace = namespace;
	}

	/**
	 * Note a session of a user.
	 */
	CompletableFuture<?> add(String user, String id, Duration life) {
		return run(user, id, life, List.of());
	}

	/**
	 * Return the ids of a user's sessions.
	 * @param over those to remove
	 */
	CompletableFuture<List<String>> idsOf(String user, List<String> over) {
		return run(user, "", Duration.ZERO, over);
	}

	private CompletableFuture<List<String>> run(String user, String id, Duration life, List<String> over) {
		byte[] key = this.store.keys().webSessionsOf(this.namespace, user);
		List<byte[]> arguments = new ArrayList<>(
				List.of(RedisKeys.bytes(id), RedisKeys.bytes(Long.toString(life.toMillis()))));
		over.forEach((each) -> arguments.add(RedisKeys.bytes(each)));
		RedisLink link = this.store.link();
		Session session = link.sessionFor(key);
		if (session == null) {
			return CompletableFuture.failedFuture(new RegionUnavailableException(link.region()));
		}
		return link
			.ask(session, key,
					(open) -> open.<List<Object>>runAt(key, Script.SESSIONS_OF_USER, arguments.toArray(new byte[0][])))
			.thenApply((ids) -> ids.stream().map((each) -> RedisKeys.text((byte[]) each)).toList());
	}

}
