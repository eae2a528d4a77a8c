package io.regioncache.store.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.session.Failures;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.RedisKeys;

/**
 * The locks of loads in one region, each of which belongs to a token until it is released
 * or its time is over.
 * <p>
 * A release that could not be sent, was not answered, or was refused for the moment is
 * sent again over any connection that can: nobody waits for a lock whose owner is done.
 */
public final class Locks {

	private final RedisLink link;

	private final RedisKeys keys;

	private final LockReleaseNotifier wakeups;

	private final UnsentReleases unsent;

	public Locks(RedisLink link, RedisKeys keys, LockReleaseNotifier wakeups) {
		this.link = link;
		this.keys = keys;
		this.wakeups = wakeups;
		this.unsent = new UnsentReleases(this::again, link.settings().clock());
	}

	/**
	 * Take a lock, or have this node woken when it is released.
	 */
	public CompletableFuture<Long> take(EntryKey key, String token, Duration ttl) {
		return lock(key, token, ttl, this.wakeups.node()).exceptionally((ex) -> {
			if (!Failures.isAnswer(Failures.rootOf(ex))) {
				// It may have been taken all the same
				this.unsent.add(key.lockKey(), token);
			}
			return -1L;
		});
	}

	/**
	 * Extend a lock that the token owns; nobody is woken for it.
	 * @return completes when it was answered, or will not be
	 */
	public CompletableFuture<?> extend(EntryKey key, String token, Duration ttl) {
		return lock(key, token, ttl, "");
	}

	private CompletableFuture<Long> lock(EntryKey key, String token, Duration ttl, String node) {
		byte[] lock = RedisKeys.bytes(key.lockKey());
		Session session = this.link.sessionFor(lock);
		if (session == null) {
			return CompletableFuture.completedFuture(-1L);
		}
		return this.link.ask(session, lock, (open) -> open.<Long>runAt(lock, Script.LOCK, RedisKeys.bytes(token),
				RedisKeys.bytes(Long.toString(ttl.toMillis())), RedisKeys.bytes(node)));
	}

	public CompletableFuture<Boolean> release(EntryKey key, String token) {
		Session session = this.link.sessionFor(RedisKeys.bytes(key.lockKey()));
		CompletableFuture<Boolean> released = (session != null) ? release(session, key.lockKey(), token)
				: CompletableFuture.failedFuture(new RegionUnavailableException(this.link.region()));
		return released.exceptionally((ex) -> {
			if (!Failures.isAnswer(Failures.rootOf(ex)) || Failures.isForNow(Failures.rootOf(ex))) {
				this.unsent.add(key.lockKey(), token);
			}
			return false;
		});
	}

	private CompletableFuture<Boolean> release(Session session, String lockKey, String token) {
		byte[] lock = RedisKeys.bytes(lockKey);
		return this.link
			.ask(session, lock,
					(open) -> open.<Long>runAt(lock, Script.UNLOCK, RedisKeys.bytes(token), this.keys.wake("")))
			.thenApply((released) -> released == 1);
	}

	private CompletableFuture<Boolean> again(String lockKey, String token) {
		Session session = this.link.sessionForRelease();
		return (session != null) ? release(session, lockKey, token)
				: CompletableFuture.failedFuture(new RegionUnavailableException(this.link.region()));
	}

	public CompletableFuture<Void> released(EntryKey key) {
		return this.wakeups.await(key.lockKey());
	}

	public void close() {
		this.unsent.close();
	}

}
