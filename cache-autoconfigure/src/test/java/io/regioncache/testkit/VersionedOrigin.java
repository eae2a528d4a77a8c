package io.regioncache.testkit;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A database whose rows count their own commits, and the oldest version of each row that
 * a reader may still be given: that of the last commit whose invalidation had returned
 * when the read began.
 */
public final class VersionedOrigin {

	private final AtomicLongArray committed;

	private final AtomicLongArray promised;

	private final AtomicLongArray[] promisedAtNode;

	public VersionedOrigin(int rows, int nodes) {
		this.committed = new AtomicLongArray(rows);
		this.promised = new AtomicLongArray(rows);
		this.promisedAtNode = new AtomicLongArray[nodes];
		for (int i = 0; i < nodes; i++) {
			this.promisedAtNode[i] = new AtomicLongArray(rows);
		}
	}

	public long commit(int row) {
		return this.committed.incrementAndGet(row);
	}

	public long version(int row) {
		return this.committed.get(row);
	}

	/**
	 * Notes that the invalidation of a commit has returned.
	 * @param row the row
	 * @param version what had been committed before the invalidation began
	 * @param node the node that invalidated
	 * @param everywhere whether it holds for every node of the region
	 */
	public void invalidated(int row, long version, int node, boolean everywhere) {
		raise(this.promisedAtNode[node], row, version);
		if (everywhere) {
			raise(this.promised, row, version);
		}
	}

	/**
	 * Returns the oldest version that a read may return which begins now.
	 * @param row the row
	 * @param node the node that reads
	 * @return a version
	 */
	public long oldestAllowed(int row, int node) {
		return Math.max(this.promised.get(row), this.promisedAtNode[node].get(row));
	}

	private static void raise(AtomicLongArray versions, int row, long version) {
		versions.accumulateAndGet(row, version, Math::max);
	}

}
