package io.regioncache.store.write;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;

/**
 * Web sessions on their way between regions: whole, so that a region that has lost its
 * copy gets all of it, and with a version of each attribute, so that they can be merged.
 */
public final class WebSessionCopies {

	private static final byte[] MERGE = RedisKeys.bytes("merge");

	private static final byte[] NEVER = new byte[0];

	private WebSessionCopies() {
	}

	/**
	 * Return what goes into the log of a region.
	 * @param key where the session lies
	 * @param epoch the epoch of the region
	 * @param whole the whole session, encoded
	 * @param ttl how long it lives without another request
	 */
	public static ShippedValue ship(byte[] key, long epoch, byte[] whole, Duration ttl) {
		Envelope envelope = new Envelope(new Lease(epoch, 0), 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, whole), List.of());
		return new ShippedValue(ShippedValue.WEB_SESSIONS, Scope.key(ShippedValue.WEB_SESSIONS, RedisKeys.text(key)),
				key, VersionVector.NONE, ttl.toMillis(), ttl.toMillis(), envelope);
	}

	/**
	 * Merge what another region holds with what is there.
	 * @param session with the region
	 * @param value the session that has arrived
	 * @return whether it was merged; not if it is older than a session may become
	 */
	public static CompletableFuture<Boolean> merge(Session session, ShippedValue value) {
		return merge(session, value.redisKey(), value.entry().payload(), value.ttlMillis());
	}

	/**
	 * Merge what another region holds with what is there.
	 * @param session with the region
	 * @param key where it lies
	 * @param whole the whole session, encoded
	 * @param ttlMillis how long it lives
	 * @return whether it was merged
	 */
	public static CompletableFuture<Boolean> merge(Session session, byte[] key, byte[] whole, long ttlMillis) {
		return session
			.<List<Object>>runAt(key, Script.WEB_SESSION, MERGE,
					RedisKeys.bytes(Long.toString(Math.max(1, Math.min(RedisKeys.MAX_EXACT, ttlMillis)))), whole, NEVER)
			.thenApply((answer) -> Long.valueOf(1).equals(answer.get(0)));
	}

}
