package io.regioncache.store;

import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.store.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Which region answers callers at present: the own one, or another while that cannot be
 * asked or is drained.
 */
final class ServingRegion {

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final AtomicBoolean drained = new AtomicBoolean();

	ServingRegion(SingleRegionStore own, RegionFailover others) {
		this.own = own;
		this.others = others;
	}

	/**
	 * Return the store that answers callers: the own one also if nobody does.
	 */
	SingleRegionStore store() {
		if (this.own.session() != null && !this.drained.get()) {
			return this.own;
		}
		SingleRegionStore other = this.others.answering();
		return (other != null) ? other : this.own;
	}

	/**
	 * Return a session of the own region, if it answers callers itself.
	 */
	@Nullable Session session() {
		return this.drained.get() ? null : this.own.session();
	}

	boolean isDrained() {
		return this.drained.get();
	}

	/**
	 * Stop or resume answering reads from regions that operators have drained.
	 * @param regions the names of the drained regions, the own one perhaps among them
	 */
	void drain(Set<String> regions) {
		this.drained.set(regions.contains(this.own.region()));
		this.others.drain(regions);
	}

}
