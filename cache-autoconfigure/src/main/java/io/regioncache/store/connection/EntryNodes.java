package io.regioncache.store.connection;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.region.MonotonicClock;

/**
 * The nodes of a cluster that hold entries, each with a breaker of its own: one that
 * hangs keeps callers from its entries, not from those of others, nor from the metadata.
 * <p>
 * While a node is kept away from, one command at a time is let through to try it.
 */
final class EntryNodes {

	private static final long PROBE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

	private final ConcurrentHashMap<String, Node> nodes = new ConcurrentHashMap<>();

	private final MonotonicClock clock;

	EntryNodes(MonotonicClock clock) {
		this.clock = clock;
	}

	/**
	 * Whether a command may be sent to a node.
	 */
	boolean allows(String node) {
		Node known = this.nodes.get(node);
		return known == null || known.allows(this.clock.nanos());
	}

	/**
	 * Note that a node has answered.
	 * @return whether it was kept away from
	 */
	boolean succeeded(String node) {
		Node known = this.nodes.get(node);
		return known != null && known.succeeded();
	}

	/**
	 * Note that a node has not answered, or not as the one to ask.
	 * @return whether it is kept away from, from now on
	 */
	boolean failed(String node) {
		return this.nodes.computeIfAbsent(node, (name) -> new Node()).failed(this.clock.nanos());
	}

	private static final class Node {

		private final Breaker breaker = new Breaker();

		private final AtomicLong probeAt = new AtomicLong();

		boolean allows(long now) {
			if (!this.breaker.isOpen()) {
				return true;
			}
			long due = this.probeAt.get();
			return now - due >= 0 && this.probeAt.compareAndSet(due, next(now));
		}

		boolean succeeded() {
			if (this.breaker.isOpen()) {
				return this.breaker.close();
			}
			this.breaker.succeeded();
			return false;
		}

		boolean failed(long now) {
			this.probeAt.set(next(now));
			return this.breaker.failed();
		}

		private static long next(long now) {
			return now + PROBE_NANOS * 3 / 4 + ThreadLocalRandom.current().nextLong(PROBE_NANOS / 2);
		}

	}

}
