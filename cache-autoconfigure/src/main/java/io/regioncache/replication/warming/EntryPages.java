package io.regioncache.replication.warming;

import java.util.List;

import io.regioncache.replication.warming.Neighbor.Found;
import io.regioncache.store.session.EntrySpace.Shard;

/**
 * All entries of a neighbor that may be copied, page by page and no faster than they may
 * be read.
 */
final class EntryPages {

	/**
	 * Few enough for the neighbor to answer others in between.
	 */
	private static final int COUNT = 250;

	/**
	 * What it costs a server to tell about one key, in bytes that are read meanwhile.
	 */
	private static final int BYTES_PER_KEY = 200;

	private static final String FIRST = "0";

	private final Neighbor neighbor;

	private final List<Shard> shards;

	private final boolean uses;

	private final Throttle throttle;

	private final Waiting waiting;

	private Place next = new Place(0, FIRST);

	private EntryPages(Neighbor neighbor, boolean uses, Throttle throttle, Waiting waiting) {
		this.neighbor = neighbor;
		this.shards = neighbor.shards();
		this.uses = uses;
		this.throttle = throttle;
		this.waiting = waiting;
	}

	static EntryPages of(Neighbor neighbor, Throttle throttle, Waiting waiting) throws Exception {
		return new EntryPages(neighbor, waiting.of(neighbor.countsUses()), throttle, waiting);
	}

	boolean hasNext() {
		return this.next.shard < this.shards.size();
	}

	List<Candidate> next() throws Exception {
		this.throttle.charge(COUNT * BYTES_PER_KEY);
		Found found = this.waiting
			.of(this.neighbor.find(this.shards.get(this.next.shard), this.next.cursor, COUNT, this.uses));
		this.next = found.page().isLast() ? new Place(this.next.shard + 1, FIRST)
				: new Place(this.next.shard, found.page().next());
		return found.candidates();
	}

	/**
	 * Where the next page begins.
	 */
	private record Place(int shard, String cursor) {

	}

}
