package io.regioncache.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The locks of loads in one region, each of which belongs to a token until it is released
 * or its time is over.
 */
final class Locks {

	private final RedisLink link;

	private final RedisKeys keys;

	private final Wakeups wakeups;

	Locks(RedisLink link, RedisKeys keys, Wakeups wakeups) {
		this.link = link;
		this.keys = keys;
		this.wakeups = wakeups;
	}

	/**
	 * Take a lock, or have this node woken when it is released.
	 */
	CompletableFuture<Long> take(EntryKey key, String token, Duration ttl) {
		return lock(key, token, ttl, this.wakeups.node());
	}

	/**
	 * Extend a lock that the token owns; nobody is woken for it.
	 */
	void extend(EntryKey key, String token, Duration ttl) {
		lock(key, token, ttl, "");
	}

	private CompletableFuture<Long> lock(EntryKey key, String token, Duration ttl, String node) {
		Session session = this.link.session();
		if (session == null) {
			return CompletableFuture.completedFuture(-1L);
		}
		return this.link
			.ask(session, (open) -> Script.LOCK.<Long>run(open.entries(), RedisKeys.bytes(key.lockKey()),
					RedisKeys.bytes(token), RedisKeys.bytes(Long.toString(ttl.toMillis())), RedisKeys.bytes(node)))
			.exceptionally((ex) -> -1L);
	}

	CompletableFuture<Boolean> release(EntryKey key, String token) {
		Session session = this.link.session();
		if (session == null) {
			return CompletableFuture.completedFuture(false);
		}
		return this.link
			.ask(session,
					(open) -> Script.UNLOCK.<Long>run(open.entries(), RedisKeys.bytes(key.lockKey()),
							RedisKeys.bytes(token), this.keys.wake("")))
			.handle((released, ex) -> ex == null && released == 1);
	}

	CompletableFuture<Void> released(EntryKey key) {
		return this.wakeups.await(key.lockKey());
	}

}
