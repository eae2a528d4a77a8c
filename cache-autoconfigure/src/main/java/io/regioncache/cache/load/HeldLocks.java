package io.regioncache.cache.load;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.store.RegionStore;
import io.regioncache.store.connection.Delays;
import io.regioncache.store.command.WriteBatch;
import io.regioncache.store.entry.EntryKey;

/**
 * Extends the locks of one cache for as long as their loads take: the time to live of a
 * lock is meant for nodes that die.
 */
final class HeldLocks {

	/**
	 * So many are extended in one go, and the next once those are.
	 */
	private static final int AT_ONCE = 128;

	private final RegionStore store;

	private final Duration ttl;

	private final Set<Held> held = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean watched = new AtomicBoolean();

	HeldLocks(RegionStore store, Duration ttl) {
		this.store = store;
		this.ttl = ttl;
	}

	/**
	 * Extend a lock that has just been taken.
	 * @param until until this has completed
	 */
	void keep(EntryKey key, String token, CompletableFuture<?> until) {
		if (until.isDone()) {
			return;
		}
		Held lock = new Held(key, token, this.store.clock().nanos());
		this.held.add(lock);
		until.whenComplete((value, ex) -> this.held.remove(lock));
		watch();
	}

	private void watch() {
		if (this.watched.compareAndSet(false, true)) {
			Delays.ofNanos(this.ttl.toNanos() / 6).thenRun(this::look);
		}
	}

	private void look() {
		long now = this.store.clock().nanos();
		long due = this.ttl.toNanos() / 6;
		List<Held> old = this.held.stream().filter((lock) -> now - lock.extendedAt >= due).toList();
		extend(old).whenComplete((done, ex) -> {
			this.watched.set(false);
			if (!this.held.isEmpty()) {
				watch();
			}
		});
	}

	private CompletableFuture<?> extend(List<Held> locks) {
		if (locks.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		int count = Math.min(AT_ONCE, locks.size());
		CompletableFuture<?>[] extended = new CompletableFuture<?>[count];
		WriteBatch.gather(() -> {
			for (int i = 0; i < count; i++) {
				Held lock = locks.get(i);
				lock.extendedAt = this.store.clock().nanos();
				extended[i] = this.held.contains(lock) ? this.store.locks().extend(lock.key, lock.token, this.ttl)
						: CompletableFuture.completedFuture(null);
			}
		});
		return CompletableFuture.allOf(extended)
			.handle((done, ex) -> count)
			.thenCompose((done) -> extend(locks.subList(count, locks.size())));
	}

	/**
	 * A lock that is held; each is one of its own.
	 */
	private static final class Held {

		private final EntryKey key;

		private final String token;

		private volatile long extendedAt;

		Held(EntryKey key, String token, long takenAt) {
			this.key = key;
			this.token = token;
			this.extendedAt = takenAt;
		}

	}

}
