package io.regioncache.testkit;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Records what nodes of several regions read, commit and invalidate, and judges each read
 * as it returns. It judges only what it was told in time: what is told a moment late
 * makes it lenient, never unjust.
 */
public final class History {

	private static final int KEPT_VIOLATIONS = 100;

	private final VersionedOrigin origin;

	private final Trail[] trails;

	private final AtomicLong reads = new AtomicLong();

	private final AtomicLong invalidations = new AtomicLong();

	private final AtomicLong deferred = new AtomicLong();

	private final AtomicLong violationCount = new AtomicLong();

	private final Queue<Violation> violations = new ConcurrentLinkedQueue<>();

	private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

	private final Queue<Later> later = new ConcurrentLinkedQueue<>();

	private volatile long lagNanos;

	private History(VersionedOrigin origin) {
		this.origin = origin;
		this.trails = new Trail[origin.rows()];
		Arrays.setAll(this.trails, (key) -> new Trail());
	}

	/**
	 * Begins a history.
	 * @param keys how many keys there are
	 * @param nodes the region of each node
	 * @return a history in which every key is at version 0
	 */
	public static History of(int keys, List<String> nodes) {
		return new History(new VersionedOrigin(keys, nodes));
	}

	/**
	 * Takes part in a history of several JVMs. They have the versions and the promises in
	 * common; each judges and counts what it is told itself.
	 * @param file where the history is kept
	 * @param keys how many keys there are, the same for all
	 * @param nodes the region of each node, the same for all
	 * @return the history
	 */
	public static History shared(Path file, int keys, List<String> nodes) {
		return new History(new VersionedOrigin(file, keys, nodes));
	}

	/**
	 * Gives other nodes of a region some time to hear of an invalidation that has
	 * returned; the node that has invalidated has none.
	 * @param lag how long they may serve what is old
	 * @return this history
	 */
	public History withLag(Duration lag) {
		this.lagNanos = lag.toNanos();
		return this;
	}

	void allow(Duration lag) {
		this.lagNanos = Math.max(this.lagNanos, lag.toNanos());
	}

	public int keys() {
		return this.origin.rows();
	}

	/**
	 * Returns what the origin has of a key now.
	 * @param key the key
	 * @return its last committed version
	 */
	public long version(int key) {
		return this.origin.version(key);
	}

	/**
	 * Commits the next version of a key, before its invalidation is sent.
	 * @param node the node that commits
	 * @param key the key
	 * @return the version
	 */
	public long commit(int node, int key) {
		long version = this.origin.commit(key);
		this.trails[key].add(describe(node) + " committed " + version);
		return version;
	}

	/**
	 * Notes that an invalidation has returned.
	 * @param node the node that invalidated
	 * @param key the key
	 * @param version what had been committed before the invalidation began
	 * @param reach for whom it holds already
	 */
	public void invalidated(int node, int key, long version, Reach reach) {
		if (reach == Reach.REGION && this.lagNanos > 0) {
			this.origin.invalidated(key, version, node, Reach.NODE);
			promiseLater(node, key, version);
		}
		else {
			this.origin.invalidated(key, version, node, reach);
		}
		this.trails[key].add(describe(node) + " invalidated " + version + " for its " + reach);
		this.invalidations.incrementAndGet();
		if (reach == Reach.NODE) {
			this.deferred.incrementAndGet();
		}
	}

	/**
	 * Notes that an invalidation has returned to a node of another region.
	 * @param node a node of the region that has applied it
	 * @param key the key
	 * @param version what had been committed before the invalidation began
	 */
	public void invalidatedElsewhere(int node, int key, long version) {
		if (this.lagNanos > 0) {
			promiseLater(node, key, version);
		}
		else {
			invalidated(node, key, version, Reach.REGION);
		}
	}

	private void promiseLater(int node, int key, long version) {
		this.later.add(new Later(System.nanoTime() + this.lagNanos, key, version, node));
	}

	private void promiseWhatIsDue() {
		Later next = this.later.peek();
		while (next != null && System.nanoTime() - next.due >= 0) {
			if (this.later.remove(next)) {
				this.origin.invalidated(next.key, next.version, next.node, Reach.REGION);
			}
			next = this.later.peek();
		}
	}

	/**
	 * Begins a read.
	 * @param node the node that reads
	 * @param key the key
	 * @return to be told what it returns
	 */
	public Reading read(int node, int key) {
		promiseWhatIsDue();
		return new Reading(node, key, this.origin.oldestAllowed(key, node));
	}

	/**
	 * Notes what a node still has of a key when all faults have been healed and
	 * everything has had its time to arrive.
	 * @param node the node that has read
	 * @param key the key
	 * @param version what it read
	 */
	public void settled(int node, int key, long version) {
		long oldest = this.origin.oldestAllowedAtLast(key);
		if (isCommitted(node, key, version) && version < oldest) {
			violated(Violation.Kind.LOST, key, "%s still has version %d of key %d, but %d had been invalidated"
				.formatted(describe(node), version, key, oldest));
		}
	}

	/**
	 * Returns whether a node may have this version of a key when all is quiet.
	 * @param key the key
	 * @param version what it has
	 * @return whether nothing newer was invalidated anywhere
	 */
	public boolean isSettled(int key, long version) {
		return version >= this.origin.oldestAllowedAtLast(key);
	}

	/**
	 * Notes that a node was killed: the invalidations that it alone knew are lost with
	 * it, as documented.
	 * @param node the node
	 */
	public void died(int node) {
		this.origin.died(node);
	}

	/**
	 * Notes that a caller has seen an error.
	 * @param failure the error
	 */
	public void failed(Throwable failure) {
		this.failures.add(failure);
	}

	public long reads() {
		return this.reads.get();
	}

	public long invalidations() {
		return this.invalidations.get();
	}

	/**
	 * Returns the first hundred violations.
	 * @return the violations
	 */
	public List<Violation> violations() {
		return List.copyOf(this.violations);
	}

	public boolean isViolated() {
		return !this.failures.isEmpty() || this.violationCount.get() > 0;
	}

	/**
	 * Asserts that nothing was violated, and that no caller has seen an error.
	 * @param notes what else to say of it if so
	 */
	public void assertSound(Object... notes) {
		String description = this + "; " + Arrays.toString(notes);
		assertThat(this.failures).as(description).isEmpty();
		assertThat(this.violations).as(description).isEmpty();
	}

	private boolean isCommitted(int node, int key, long version) {
		boolean committed = version >= 0 && version <= this.origin.version(key);
		if (!committed) {
			violated(Violation.Kind.INVENTED, key,
					"%s read version %d of key %d, which nobody had committed".formatted(describe(node), version, key));
		}
		return committed;
	}

	private void violated(Violation.Kind kind, int key, String description) {
		if (this.violationCount.getAndIncrement() < KEPT_VIOLATIONS) {
			this.violations.add(new Violation(kind, description, this.trails[key].events()));
		}
	}

	private String describe(int node) {
		return "node " + node + " of " + this.origin.region(node);
	}

	@Override
	public String toString() {
		return "%s reads, %s invalidations (%s deferred), %s violations, %d failures".formatted(this.reads,
				this.invalidations, this.deferred, this.violationCount, this.failures.size());
	}

	/**
	 * A read that has begun.
	 */
	public final class Reading {

		private final int node;

		private final int key;

		private final long oldest;

		private Reading(int node, int key, long oldest) {
			this.node = node;
			this.key = key;
			this.oldest = oldest;
		}

		/**
		 * Returns whether what the caller gets is older than was promised.
		 * @param version what the caller gets
		 * @return whether something newer had been invalidated before the read began
		 */
		public boolean isOld(long version) {
			return version < this.oldest;
		}

		/**
		 * Ends the read.
		 * @param version what the caller gets
		 */
		public void returned(long version) {
			History.this.reads.incrementAndGet();
			if (isCommitted(this.node, this.key, version) && isOld(version)) {
				violated(Violation.Kind.STALE, this.key,
						"%s read version %d of key %d, but %d had been invalidated before"
							.formatted(describe(this.node), version, this.key, this.oldest));
			}
		}

	}

	private record Later(long due, int key, long version, int node) {

	}

}
