package io.regioncache.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.regioncache.audit.AuditReport;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.EntryTags;
import io.regioncache.cache.invalidation.Invalidation;
import io.regioncache.cache.invalidation.InvalidationOutcome;
import io.regioncache.cache.RegionCache;
import io.regioncache.replication.Replicator;
import org.jspecify.annotations.Nullable;

/**
 * One place for a process of a region: a cache, its store and its replicator. The process
 * can be replaced by another while nobody uses it. Keys with an odd number are
 * invalidated by their tag, the others as a key.
 */
final class ChaosNode implements AutoCloseable {

	private static final String CACHE = "numbers";

	private final String region;

	private final Supplier<ChaosProcess> start;

	private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

	private final AtomicLong lockTimeouts = new AtomicLong();

	private final List<AuditReport> ended = new CopyOnWriteArrayList<>();

	private volatile Running running;

	/**
	 * Create a place, and the first process in it.
	 * @param region the region of its processes
	 * @param start starts a process
	 */
	ChaosNode(String region, Supplier<ChaosProcess> start) {
		this.region = region;
		this.start = start;
		this.running = new Running(start.get());
	}

	String region() {
		return this.region;
	}

	Replicator replicator() {
		return this.running.process().replicator();
	}

	/**
	 * Have the process that is here do something as its region's operator.
	 */
	void operate(Consumer<Replicator> decision) {
		this.lock.readLock().lock();
		try {
			decision.accept(replicator());
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	boolean isAvailable() {
		return this.running.process().store().isAvailable();
	}

	long read(int key, LongSupplier origin) throws Throwable {
		this.lock.readLock().lock();
		try {
			CacheRequest request = new CacheRequest(key, Long.class, EntryTags.of(List.of("tag" + key)), null, null,
					(value) -> true);
			Object value = this.running.cache().get(request, origin::getAsLong);
			return (value instanceof Long version) ? version : -1;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/**
	 * Read a value of any cache, which lives for the time to live of that cache.
	 */
	void get(String cache, int key, LongSupplier origin) {
		get(cache, key, null, origin);
	}

	/**
	 * Read a value of any cache.
	 */
	void get(String cache, int key, @Nullable Duration timeToLive, LongSupplier origin) {
		this.lock.readLock().lock();
		try {
			RegionCache named = this.running.process().manager().getCache(cache);
			named.get(new CacheRequest(key, Long.class, EntryTags.NONE, timeToLive, null, (value) -> true),
					origin::getAsLong);
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	InvalidationOutcome invalidate(int key, Runnable before, Consumer<InvalidationOutcome> after) {
		this.lock.readLock().lock();
		try {
			before.run();
			Invalidation invalidation = (key % 2 == 0) ? Invalidation.ofKeys(CACHE, key)
					: Invalidation.ofTags("tag" + key);
			InvalidationOutcome outcome = this.running.process().manager().invalidate(invalidation);
			after.accept(outcome);
			return outcome;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	/**
	 * End the process and start another.
	 * @param between what to do when the old one is gone
	 */
	void replace(Runnable between) {
		this.lock.writeLock().lock();
		try {
			end();
			between.run();
			this.running = new Running(this.start.get());
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	/**
	 * Return how often a load waited in vain for the lock of another.
	 */
	long lockTimeouts() {
		return this.lockTimeouts.get() + this.running.cache().statistics().get(Event.LOCK_TIMEOUT);
	}

	/**
	 * Return what the auditors of all processes in this place have found.
	 */
	List<AuditReport> audits() {
		List<AuditReport> all = new ArrayList<>(this.ended);
		all.add(this.running.process().auditor().report());
		return all;
	}

	private void end() {
		this.ended.add(this.running.process().auditor().report());
		this.lockTimeouts.addAndGet(this.running.cache().statistics().get(Event.LOCK_TIMEOUT));
		this.running.process().close();
	}

	@Override
	public void close() {
		this.running.process().close();
	}

	private record Running(ChaosProcess process, RegionCache cache) {

		Running(ChaosProcess process) {
			this(process, process.manager().getCache(CACHE));
		}

	}

}
