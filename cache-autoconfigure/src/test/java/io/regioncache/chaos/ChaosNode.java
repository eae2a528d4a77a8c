package io.regioncache.chaos;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

import io.regioncache.cache.CacheRequest;
import io.regioncache.cache.CacheSettings;
import io.regioncache.cache.EntryTags;
import io.regioncache.cache.Invalidation;
import io.regioncache.cache.InvalidationOutcome;
import io.regioncache.cache.RegionCache;
import io.regioncache.cache.RegionCacheManager;
import io.regioncache.cache.value.ValueCodec;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.Topology;

/**
 * One place for a process of a region: a cache, its store and its replicator. The process
 * can be replaced by another while nobody uses it. Keys with an odd number are
 * invalidated by their tag, the others as a key.
 */
final class ChaosNode implements AutoCloseable {

	private final String region;

	private final Topology topology;

	private final UnaryOperator<String> urls;

	private final boolean answering;

	private final ReadWriteLock lock = new ReentrantReadWriteLock(true);

	private volatile Process process;

	/**
	 * Create a place, and the first process in it.
	 * @param answering whether other regions answer reads while its own cannot be asked
	 */
	ChaosNode(String region, Topology topology, UnaryOperator<String> urls, boolean answering) {
		this.answering = answering;
		this.region = region;
		this.topology = topology;
		this.urls = urls;
		this.process = new Process();
	}

	String region() {
		return this.region;
	}

	Replicator replicator() {
		return this.process.node.replicator();
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
		return this.process.node.store().isAvailable();
	}

	long read(int key, LongSupplier origin) throws Throwable {
		this.lock.readLock().lock();
		try {
			CacheRequest request = new CacheRequest(key, Long.class, EntryTags.of(List.of("tag" + key)), null, null,
					(value) -> true);
			Object value = this.process.cache.get(request, origin::getAsLong);
			return (value instanceof Long version) ? version : -1;
		}
		finally {
			this.lock.readLock().unlock();
		}
	}

	InvalidationOutcome invalidate(int key, Runnable before, Consumer<InvalidationOutcome> after) {
		this.lock.readLock().lock();
		try {
			before.run();
			Invalidation invalidation = (key % 2 == 0) ? Invalidation.ofKeys("numbers", key)
					: Invalidation.ofTags("tag" + key);
			InvalidationOutcome outcome = this.process.manager.invalidate(invalidation);
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
			this.process.close();
			between.run();
			this.process = new Process();
		}
		finally {
			this.lock.writeLock().unlock();
		}
	}

	@Override
	public void close() {
		this.process.close();
	}

	/**
	 * What lives and dies together.
	 */
	private final class Process {

		private final ReplicaNode node = new ReplicaNode(ChaosNode.this.region, ChaosNode.this.topology,
				ChaosNode.this.urls, ChaosNode.this.answering);

		private final ExecutorService executor = Executors.newCachedThreadPool((task) -> {
			Thread thread = new Thread(task, "chaos-node-executor");
			thread.setDaemon(true);
			return thread;
		});

		private final RegionCacheManager manager = new RegionCacheManager(ChaosNode.this.region, this.node.store(),
				(name) -> CacheSettings.DEFAULTS, List.of(), new ValueCodec(), this.executor);

		private final RegionCache cache = this.manager.getCache("numbers");

		void close() {
			this.node.close();
			this.executor.shutdownNow();
		}

	}

}
