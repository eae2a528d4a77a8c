package io.regioncache.model.failover;

import java.util.List;

import io.regioncache.model.failover.Node.Loading;
import org.jspecify.annotations.Nullable;

/**
 * Two regions or three, their processes, and what may still happen to them.
 *
 * @param strikes what may still go wrong
 * @param first an old snapshot of each region
 * @param saved what a replica of each has received
 * @param former the server that was replaced, which may come back
 * @param homes for each epoch the region that drew it
 * @param database the version of the origin
 * @param ids how many were drawn
 * @param cut whether the link between the first two regions is down
 * @param hub whether the second region is the hub of the others
 * @param flushed bits: regions in which everything was marked
 */
record Fleet(List<Region> regions, List<Node> nodes, List<Loading> loads, List<Strike> strikes, List<Region> first,
		List<Region> saved, List<Former> former, List<Integer> homes, int database, List<Returned> returned, int ids,
		boolean cut, boolean hub, int flushed) {

	static final int A = 0;

	static final int B = 1;

	static final int C = 2;

	static String name(int region) {
		return "ABC".substring(region, region + 1);
	}

	int size() {
		return this.regions.size();
	}

	/**
	 * Whether two regions read each other's logs: with a hub, which is the second one,
	 * the others do not.
	 */
	boolean areNeighbors(int one, int other) {
		return one != other && (!this.hub || one == B || other == B);
	}

	/**
	 * Whether the link between two regions is up.
	 */
	boolean areLinked(int one, int other) {
		return !this.cut || one == C || other == C;
	}

	Region region(int at) {
		return this.regions.get(at);
	}

	Node node(int who) {
		return this.nodes.get(who);
	}

	Fleet with(int at, Region region) {
		int flush = (region.all() > region(at).all()) ? 1 << at : 0;
		return new Fleet(Region.with(this.regions, at, region), this.nodes, this.loads, this.strikes, this.first,
				this.saved, this.former, this.homes, this.database, this.returned, this.ids, this.cut, this.hub,
				this.flushed | flush);
	}

	Fleet with(int who, Node node) {
		return new Fleet(this.regions, Region.with(this.nodes, who, node), this.loads, this.strikes, this.first,
				this.saved, this.former, this.homes, this.database, this.returned, this.ids, this.cut, this.hub,
				this.flushed);
	}

	Fleet with(int who, Loading load) {
		return new Fleet(this.regions, this.nodes, Region.with(this.loads, who, load), this.strikes, this.first,
				this.saved, this.former, this.homes, this.database, this.returned, this.ids, this.cut, this.hub,
				this.flushed);
	}

	Fleet withStrikes(List<Strike> strikes) {
		return new Fleet(this.regions, this.nodes, this.loads, strikes, this.first, this.saved, this.former, this.homes,
				this.database, this.returned, this.ids, this.cut, this.hub, this.flushed);
	}

	Fleet withSaved(List<Region> saved) {
		return new Fleet(this.regions, this.nodes, this.loads, this.strikes, this.first, saved, this.former, this.homes,
				this.database, this.returned, this.ids, this.cut, this.hub, this.flushed);
	}

	Fleet withFormer(List<Former> former) {
		return new Fleet(this.regions, this.nodes, this.loads, this.strikes, this.first, this.saved, former, this.homes,
				this.database, this.returned, this.ids, this.cut, this.hub, this.flushed);
	}

	Fleet withEpochOf(int home) {
		return new Fleet(this.regions, this.nodes, this.loads, this.strikes, this.first, this.saved, this.former,
				Region.and(this.homes, home), this.database, this.returned, this.ids, this.cut, this.hub, this.flushed);
	}

	Fleet withDatabase(int version) {
		return new Fleet(this.regions, this.nodes, this.loads, this.strikes, this.first, this.saved, this.former,
				this.homes, version, this.returned, this.ids, this.cut, this.hub, this.flushed);
	}

	Fleet withReturned(List<Returned> returned) {
		return new Fleet(this.regions, this.nodes, this.loads, this.strikes, this.first, this.saved, this.former,
				this.homes, this.database, returned, this.ids, this.cut, this.hub, this.flushed);
	}

	Fleet withIds(int drawn) {
		return new Fleet(this.regions, this.nodes, this.loads, this.strikes, this.first, this.saved, this.former,
				this.homes, this.database, this.returned, drawn, this.cut, this.hub, this.flushed);
	}

	Fleet withCut(boolean cut) {
		return new Fleet(this.regions, this.nodes, this.loads, this.strikes, this.first, this.saved, this.former,
				this.homes, this.database, this.returned, this.ids, cut, this.hub, this.flushed);
	}

	/**
	 * The next id, which tells the region.
	 */
	int nextId(int home) {
		return nextId(this.ids, home, size());
	}

	static int nextId(int ids, int home, int regions) {
		return ids + Math.floorMod(home - ids, regions);
	}

	int homeOf(int id) {
		return id % size();
	}

	/**
	 * An invalidation that has returned.
	 *
	 * @param reached bits: regions that have applied it, even if they have lost it since
	 */
	record Returned(int version, int home, int epoch, int sequence, int reached) {

		boolean isPassedBy(Region region) {
			return region.applied(this.epoch) >= this.sequence || Region.has(region.settled(), this.epoch);
		}

		Returned reaching(int regions) {
			return new Returned(this.version, this.home, this.epoch, this.sequence, this.reached | regions);
		}

	}

	/**
	 * A server that was replaced, if any.
	 */
	record Former(@Nullable Region region) {

		static final Former NONE = new Former(null);

	}

	/**
	 * Something that may go wrong.
	 *
	 * @param on the region, or the process
	 */
	record Strike(What what, int on) {

	}

	enum What {

		REPLICA_CATCHES_UP, FAILS_OVER, FALLS_BACK_TO_A_SNAPSHOT, IS_EMPTIED, OLD_PRIMARY_COMES_BACK,
		OLD_PRIMARY_GOES_ON, LINK_CUT, LOG_TRIMMED, DIES, PAUSES

	}

}
