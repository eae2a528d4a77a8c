package io.regioncache.model;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.regioncache.model.ModelRegion.Marker;
import io.regioncache.model.World.Server;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * What the servers do and how their answers are judged, all rules kept but at most one.
 *
 * @param broken the rule a mutant breaks
 */
record Protocol(@Nullable Rule broken) {

	static final Protocol WHOLE = new Protocol(null);

	static final Scope KEY = Scope.key("books", "1");

	static final Scope TAG = Scope.tag("shelf");

	static final List<Scope> OWN = List.of(Scope.ALL, Scope.cache("books"), KEY);

	static final List<Scope> TAGS = List.of(TAG);

	private static final List<Scope> COVERING = List.of(OWN.get(0), OWN.get(1), KEY, TAG);

	private static final String[][] REIGNS = { { "A", "A1", "A2" }, { "B", "B1", "B2" } };

	/** Clocks of the nodes, in steps; used by the wall clock mutant alone. */
	private static final int[] SKEW = { 3, 6, 0 };

	boolean keeps(Rule rule) {
		return this.broken != rule;
	}

	/**
	 * Runs before the first command on a connection: data of another server, or of
	 * another reign, is not trusted.
	 */
	World attach(World world) {
		ModelRegion region = world.serving().region();
		boolean compared = keeps(Rule.SERVER_COMPARED) || !region.hasEpoch();
		String reign = REIGNS[world.process()][keeps(Rule.PROMOTION_COMPARED) ? world.promotions() : 0];
		ModelRegion attached = compared ? region.attach(reign, world.epochs() + 1) : region;
		return (attached == region) ? world : world.withEpochs(world.epochs() + 1).withRegion(attached);
	}

	World invalidate(World world, Scope scope, boolean stale, int node) {
		ModelRegion region = world.serving().region();
		region = keeps(Rule.INVALIDATION_INCREMENTS) ? region.tick() : region;
		long number = now(region, world, node);
		if (!keeps(Rule.MODES_MARKED_APART)) {
			return world.withRegion(region.with(scope, stale ? new Marker(0, number) : new Marker(number, 0)));
		}
		return world.withRegion(stale ? region.markStale(scope, number) : region.markRemoved(scope, number));
	}

	Lease lease(ModelRegion region, World world, int node) {
		return new Lease(region.epoch(), now(region, world, node));
	}

	private long now(ModelRegion region, World world, int node) {
		return keeps(Rule.COUNTER_NOT_WALL_CLOCK) ? region.clock() : world.now() + SKEW[node % SKEW.length];
	}

	/**
	 * Compares a put's lease.
	 */
	boolean unmoved(Lease lease, ModelRegion region) {
		ModelRegion compared = keeps(Rule.PUT_COMPARES_FLOOR) ? region : region.withFloor(0);
		Lease given = keeps(Rule.PUT_COMPARES_EPOCH) ? lease : new Lease(region.epoch(), lease.number());
		return compared.unmoved(given, COVERING);
	}

	ModelRegion drop(ModelRegion region, Scope scope) {
		return keeps(Rule.DROP_RAISES_FLOOR) ? region.drop(scope) : region.without(scope);
	}

	/**
	 * The second lookup of a reader that has met a tag it did not ask for.
	 */
	ModelRegion secondLookup(ModelRegion first, ModelRegion now) {
		return keeps(Rule.SECOND_LOOK_IS_WHOLE) ? now : first.with(TAG, now.marker(TAG));
	}

	Freshness judge(@Nullable Entry entry, ModelRegion seen, Collection<Scope> tags) {
		if (entry == null) {
			return Freshness.DEAD;
		}
		ModelRegion read = keeps(Rule.MARKERS_CHECKED_WHEN_READ) ? seen : seen.withMarkers(Map.of()).withFloor(0);
		Markers markers = read.lookup(OWN, TAGS);
		Lease lease = keeps(Rule.EPOCH_CHECKED) ? entry.lease() : new Lease(seen.epoch(), entry.lease().number());
		return markers.judge(lease, tags);
	}

	Freshness judge(Server server) {
		return judge(server.entry(), server.region(), TAGS);
	}

	/**
	 * Whether a caller that has seen this joins a load under that lease.
	 */
	boolean joins(Lease flight, ModelRegion seen) {
		ModelRegion read = keeps(Rule.JOIN_NEEDS_LEASE) ? seen : seen.withMarkers(Map.of()).withFloor(0);
		Lease lease = keeps(Rule.JOIN_NEEDS_EPOCH) ? flight : new Lease(seen.epoch(), flight.number());
		return read.lookup(OWN, TAGS).admits(lease);
	}

	/**
	 * The lease of a load that has used a cached value.
	 */
	Lease nested(Lease outer, Lease inner) {
		if (!keeps(Rule.NESTED_INHERITS_MINIMUM)) {
			return outer;
		}
		if (!keeps(Rule.NESTED_ONLY_WITHIN_ONE_EPOCH)) {
			return new Lease(outer.epoch(), Math.min(outer.number(), inner.number()));
		}
		return outer.and(inner);
	}

}
