package io.regioncache.store.write;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import io.regioncache.store.session.Session;
import io.regioncache.store.entry.RedisKeys;

/**
 * Tells loads that wait for another node's lock that it has been released.
 * <p>
 * A node that is refused a lock leaves its name in it, in the same step, and whoever
 * releases the lock publishes to the nodes it finds there. A message may be lost with its
 * connection: no one waits for it alone.
 */
public final class LockReleaseNotifier {

	private final RedisKeys keys;

	private final String node;

	private final ConcurrentHashMap<String, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

	public LockReleaseNotifier(RedisKeys keys) {
		this.keys = keys;
		this.node = HexFormat.of().toHexDigits(new SecureRandom().nextLong());
	}

	public String node() {
		return this.node;
	}

	public void listen(Session session) {
		session.events().subscribe(this.keys.wake(this.node), (message) -> wake(RedisKeys.text(message)));
	}

	CompletableFuture<Void> await(String lockKey) {
		CompletableFuture<Void> waiter = this.waiting.computeIfAbsent(lockKey, (key) -> new CompletableFuture<>());
		waiter.whenComplete((woken, ex) -> this.waiting.remove(lockKey, waiter));
		return waiter;
	}

	private void wake(String lockKey) {
		CompletableFuture<Void> waiter = this.waiting.get(lockKey);
		if (waiter != null) {
			waiter.complete(null);
		}
	}

}
