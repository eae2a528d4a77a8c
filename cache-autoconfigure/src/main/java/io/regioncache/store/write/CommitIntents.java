package io.regioncache.store.write;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;

/**
 * Scopes that transactions are about to invalidate. While one is held nothing that it
 * covers is served or trusted, by anybody in the region.
 * <p>
 * A hold ends with its transaction. One that lapses becomes an invalidation, in every
 * region: its process may have died between the commit and that.
 */
public final class CommitIntents {

	/**
	 * How long a hold may last.
	 */
	public static final Duration LONGEST = Duration.ofMinutes(10);

	private final RedisLink link;

	public CommitIntents(RedisLink link) {
		this.link = link;
	}

	/**
	 * Hold scopes; with more than a few hundred of them, everything.
	 * @param id the id of the transaction, hexadecimal
	 * @param scopes the scopes
	 * @param life after how long the hold of a dead process lapses
	 * @return whether all of them are held; {@code false} also if the region cannot be
	 * asked
	 */
	public CompletableFuture<Boolean> hold(String id, Collection<Scope> scopes, Duration life) {
		Collection<Scope> bounded = (scopes.size() > MarkerWrite.AT_ONCE) ? List.of(Scope.ALL) : scopes;
		return this.link.ask((session) -> hold(session, id, bounded, life))
			.handle((held, ex) -> ex == null && held == bounded.size());
	}

	public static CompletableFuture<Long> hold(Session session, String id, Collection<Scope> scopes, Duration life) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(RedisKeys.bytes(id));
		arguments.add(RedisKeys.bytes(Long.toString(life.toMillis())));
		scopes.forEach((scope) -> arguments.add(RedisKeys.bytes(scope.field())));
		return session.run(Script.HOLD, arguments.toArray(byte[][]::new)).thenApply((answer) -> (Long) answer.get(0));
	}

	/**
	 * End the holds of a transaction, whatever became of it. If that fails they lapse.
	 * @param id the id of the transaction
	 * @return completes when it is done, or has failed
	 */
	public CompletableFuture<Void> release(String id) {
		return this.link.ask((session) -> release(session, id)).handle((done, ex) -> null);
	}

	/**
	 * End what has lapsed, and the holds of one transaction.
	 * @return whether anything is still held
	 */
	public static CompletableFuture<Boolean> release(Session session, String id) {
		return session
			.run(Script.RELEASE, RedisKeys.bytes(id), RedisKeys.bytes(Long.toString(LONGEST.toMillis())),
					RedisKeys.bytes(Integer.toString(Invalidate.MARKER_CAP)),
					RedisKeys.bytes(Integer.toString(Invalidate.LOG_CAP)))
			.thenApply((answer) -> (Long) answer.get(0) > 0);
	}

}
