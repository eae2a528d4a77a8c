package io.regioncache.websession;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.HashReads;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.write.WebSessionCopies;
import io.regioncache.websession.SessionLookup.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of one region. A lookup reads the session and what revokes it, in one
 * round trip where the user of the session is known.
 */
final class SessionRegion {

	/**
	 * Of more sessions than these, the first lookup takes a second round trip.
	 */
	private static final int USERS = 100_000;

	private static final byte[] CREATE = RedisKeys.bytes("create");

	private static final byte[] CHANGE = RedisKeys.bytes("change");

	private final SingleRegionStore store;

	private final String namespace;

	private final SessionListing listing;

	private final Cache<String, String> users = Caffeine.newBuilder().maximumSize(USERS).build();

	SessionRegion(SingleRegionStore store, String namespace) {
		this.store = store;
		this.namespace = namespace;
		this.listing = new SessionListing(store, namespace);
	}

	/**
	 * Return the lists of its users' sessions.
	 */
	SessionListing listing() {
		return this.listing;
	}

	SingleRegionStore store() {
		return this.store;
	}

	/**
	 * Whether the region can be asked at present.
	 */
	boolean isAvailable() {
		return this.store.link().session() != null;
	}

	private byte[] key(String id) {
		return this.store.keys().webSession(this.namespace, id);
	}

	private <T> CompletableFuture<T> ask(byte[] key, BiFunction<RedisLink, Session, CompletableFuture<T>> command) {
		RedisLink link = this.store.link();
		Session session = link.sessionFor(key);
		return (session != null) ? command.apply(link, session)
				: CompletableFuture.failedFuture(new RegionUnavailableException(link.region()));
	}

	/**
	 * Look a session up.
	 * @param id its id
	 * @return what was found; never exceptionally
	 */
	CompletableFuture<SessionLookup> read(String id) {
		byte[] key = key(id);
		String user = this.users.getIfPresent(id);
		return ask(key, (link, session) -> {
			CompletableFuture<Map<String, byte[]>> hash = hash(link, session, key);
			return known(link, session, id, (user != null) ? user : "")
				.thenCombine(hash, (state, fields) -> judge(link, session, id, new StoredSession(fields), state))
				.thenCompose((lookup) -> lookup);
		}).exceptionally((ex) -> SessionLookup.UNAVAILABLE);
	}

	private static CompletableFuture<KnownRevocations> known(RedisLink link, Session session, String id, String user) {
		return link.ask(session, (open) -> KnownRevocations.read(open, id, user));
	}

	/**
	 * Read what lies there. Something else than a hash is no session; what writes one
	 * removes it.
	 */
	private static CompletableFuture<Map<String, byte[]>> hash(RedisLink link, Session session, byte[] key) {
		return link.ask(session, key, (open) -> HashReads.read(open, key))
			.exceptionallyCompose((ex) -> Failures.isOfAnotherType(Failures.rootOf(ex))
					? CompletableFuture.completedFuture(Map.of()) : CompletableFuture.failedFuture(ex));
	}

	private CompletableFuture<SessionLookup> judge(RedisLink link, Session session, String id, StoredSession stored,
			KnownRevocations state) {
		if (!stored.user().equals(state.user()) && !stored.user().isEmpty()) {
			this.users.put(id, stored.user());
			return known(link, session, id, stored.user()).thenApply((known) -> known.judge(id, stored));
		}
		return CompletableFuture.completedFuture(state.judge(id, stored));
	}

	/**
	 * Return the revocations of a user's sessions, and the epoch in which they are known.
	 * @param user the hash of the user's name
	 * @return both; fails if the region cannot be asked
	 */
	CompletableFuture<KnownRevocations> revocationsOf(String user) {
		return this.store.link().ask((session) -> KnownRevocations.read(session, "", user));
	}

	/**
	 * Write a session, or changes of one.
	 * @param write what to write
	 * @return what became of it; fails if the region cannot be asked
	 */
	CompletableFuture<Written> write(SessionWrite write) {
		byte[] key = key(write.id());
		byte[] shipAfter = (write.shipAfter() != null) ? number(write.shipAfter().toMillis()) : new byte[0];
		return ask(key, (link, session) -> link.ask(session, key,
				(open) -> open.<List<Object>>runAt(key, Script.WEB_SESSION, write.isNew() ? CREATE : CHANGE,
						number(Math.max(1, write.life().toMillis())), SessionFields.encode(write.fields()), shipAfter))
			.thenApply((answer) -> new Written(Long.valueOf(1).equals(answer.get(0)),
					(answer.size() > 1) ? (byte[]) answer.get(1) : null)));
	}

	/**
	 * Put a session into the log of this region, for all others.
	 * @return whether it is there now
	 */
	CompletableFuture<Boolean> ship(String id, byte[] whole, Duration life) {
		return this.store.entries()
			.ship(WebSessionCopies.ship(key(id), this.store.history().epoch(), whole,
					WebSessionSettings.lifeElsewhere(life)));
	}

	/**
	 * Return all of a session, encoded as it is shipped.
	 * @return nothing if there is none
	 */
	CompletableFuture<byte[]> whole(String id) {
		byte[] key = key(id);
		return ask(key, (link, session) -> hash(link, session, key)).thenApply(SessionFields::encode);
	}

	/**
	 * Merge what another region has.
	 */
	CompletableFuture<Boolean> merge(String id, StoredSession stored) {
		byte[] key = key(id);
		Map<String, byte[]> fields = new HashMap<>(stored.hash());
		// It is being used: how long ago it was shipped does not matter
		fields.remove("h");
		return ask(key, (link, session) -> link.ask(session, key, (open) -> WebSessionCopies.merge(open, key,
				SessionFields.encode(fields), stored.interval().toMillis())));
	}

	void unlink(String id) {
		byte[] key = key(id);
		ask(key, (link, session) -> link.ask(session, key, (open) -> open.unlink(key))).exceptionally((ex) -> 0L);
	}

	private static byte[] number(long number) {
		return RedisKeys.bytes(Long.toString(number));
	}

	/**
	 * What became of a write.
	 *
	 * @param done whether there was a session to change
	 * @param whole the whole session, if it is due to be shipped
	 */
	record Written(boolean done, byte @Nullable [] whole) {

	}

}
