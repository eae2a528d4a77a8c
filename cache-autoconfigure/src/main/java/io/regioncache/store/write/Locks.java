package io.regioncache.store.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.connection.Script;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.RedisKeys;

/**
 * The locks of loads in one region, each of which belongs to a token until it is released
 * or its time is over.
 */
public final class Locks {

	private final RedisLink link;

	private final RedisKeys keys;

	private final LockReleaseNotifier wakeups;

	public Locks(RedisLink link, RedisKeys keys, LockReleaseNotifier wakeups) {
		this.link = link;
		this.keys = keys;
		this.wakeups = wakeups;
	}

	/**
	 * Take a lock, or have this node woken when it is released.
	 */
	public CompletableFuture<Long> take(EntryKey key, String token, Duration ttl) {
		return lock(key, token, ttl, this.wakeups.node());
	}

	/**
	 * Extend a lock that the token owns; nobody is woken for it.
	 */
	public void extend(EntryKey key, String token, Duration ttl) {
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

	public CompletableFuture<Boolean> release(EntryKey key, String token) {
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

	public CompletableFuture<Void> released(EntryKey key) {
		return this.wakeups.await(key.lockKey());
	}

}
