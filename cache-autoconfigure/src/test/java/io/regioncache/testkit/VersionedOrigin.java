package io.regioncache.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A database whose rows count their own commits, and the oldest version of each row that
 * a reader may still be given: that of the last commit whose invalidation had returned,
 * in the reader's region, when the read began.
 */
public final class VersionedOrigin {

	private static final int COMMITTED = 0;

	private static final int EVERYWHERE = 1;

	private final int rows;

	private final List<String> nodes;

	private final List<String> regions;

	private final SharedCounters counters;

	/**
	 * Creates a database in memory.
	 * @param rows how many rows
	 * @param nodes the region of each node
	 */
	public VersionedOrigin(int rows, List<String> nodes) {
		this.rows = rows;
		this.nodes = List.copyOf(nodes);
		this.regions = nodes.stream().distinct().toList();
		this.counters = SharedCounters.inMemory(count());
	}

	/**
	 * Opens a database that several JVMs have in common.
	 * @param file where it is
	 * @param rows how many rows, the same for all
	 * @param nodes the region of each node, the same for all
	 */
	VersionedOrigin(Path file, int rows, List<String> nodes) {
		this.rows = rows;
		this.nodes = List.copyOf(nodes);
		this.regions = nodes.stream().distinct().toList();
		this.counters = SharedCounters.inFile(file, count());
	}

	private int count() {
		return this.rows * (2 + this.regions.size() + this.nodes.size());
	}

	int rows() {
		return this.rows;
	}

	String region(int node) {
		return this.nodes.get(node);
	}

	public long commit(int row) {
		return this.counters.increment(index(COMMITTED, row));
	}

	public long version(int row) {
		return this.counters.get(index(COMMITTED, row));
	}

	/**
	 * Notes that the invalidation of a commit has returned.
	 * @param row the row
	 * @param version what had been committed before the invalidation began
	 * @param node the node that invalidated
	 * @param reach for whom it holds
	 */
	void invalidated(int row, long version, int node, Reach reach) {
		int list = switch (reach) {
			case EVERYWHERE -> EVERYWHERE;
			case REGION -> regionList(this.regions.indexOf(region(node)));
			case NODE -> nodeList(node);
		};
		this.counters.raise(index(list, row), version);
	}

	/**
	 * Forgets what only a node knows that has died: what it had not yet applied.
	 * @param node the node
	 */
	void died(int node) {
		for (int row = 0; row < this.rows; row++) {
			this.counters.set(index(nodeList(node), row), 0);
		}
	}

	/**
	 * Returns the oldest version that a read may return which begins now.
	 * @param row the row
	 * @param node the node that reads
	 * @return a version
	 */
	long oldestAllowed(int row, int node) {
		int region = regionList(this.regions.indexOf(region(node)));
		return highest(row, IntStream.of(EVERYWHERE, region, nodeList(node)));
	}

	/**
	 * Returns the oldest version that may be cached anywhere once all is delivered that
	 * anybody has been promised.
	 * @param row the row
	 * @return a version
	 */
	long oldestAllowedAtLast(int row) {
		return highest(row, IntStream.range(EVERYWHERE, nodeList(this.nodes.size())));
	}

	private long highest(int row, IntStream lists) {
		return lists.mapToLong((list) -> this.counters.get(index(list, row))).max().orElseThrow();
	}

	private static int regionList(int region) {
		return EVERYWHERE + 1 + region;
	}

	private int nodeList(int node) {
		return regionList(this.regions.size()) + node;
	}

	private int index(int list, int row) {
		return list * this.rows + row;
	}

}
