package io.regioncache.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;

/**
 * What the metadata hash of a region holds, and what the scripts do to it, without Redis.
 * Its equality with the scripts is tested in the store's package, on a real server.
 *
 * @param reign the server's reign the epoch belongs to; empty if there is no metadata
 * @param epoch the epoch
 * @param clock the counter
 * @param floor what no marker needs to say any more
 * @param markers the markers
 */
public record ModelRegion(String reign, long epoch, long clock, long floor, Map<Scope, Marker> markers) {

	/**
	 * A region whose metadata does not exist.
	 */
	public static final ModelRegion LOST = new ModelRegion("", 0, 0, 0, Map.of());

	/**
	 * Begins an epoch if there is none, or if it belongs to another reign.
	 * @param serving the reign of the server
	 * @param begins the epoch to begin with
	 * @return the region, attached
	 */
	public ModelRegion attach(String serving, long begins) {
		return this.reign.equals(serving) ? this
				: new ModelRegion(serving, begins, this.clock, this.floor, this.markers);
	}

	public boolean hasEpoch() {
		return !this.reign.isEmpty();
	}

	/**
	 * Invalidates scopes.
	 * @param scopes the scopes
	 * @param stale whether entries may still be served while they are refreshed
	 * @return the region after it
	 */
	public ModelRegion invalidate(Collection<Scope> scopes, boolean stale) {
		ModelRegion region = tick();
		for (Scope scope : scopes) {
			region = stale ? region.markStale(scope, region.clock) : region.markRemoved(scope, region.clock);
		}
		return region;
	}

	/**
	 * Compares a put's lease.
	 * @param lease the lease taken before its body
	 * @param covering every scope that covers the value
	 * @return whether nothing has overtaken the lease
	 */
	public boolean unmoved(Lease lease, Collection<Scope> covering) {
		return lease.epoch() == this.epoch && lease.number() >= this.floor
				&& covering.stream().allMatch((scope) -> lease.number() >= marker(scope).latest());
	}

	/**
	 * Drops a marker: the floor takes its place.
	 * @param scope its scope
	 * @return the region after it
	 */
	public ModelRegion drop(Scope scope) {
		return without(scope).withFloor(Math.max(this.floor, marker(scope).latest()));
	}

	public Lease lease() {
		return new Lease(this.epoch, this.clock);
	}

	/**
	 * Answers a lookup, with the class that judges.
	 * @param own the scopes that cover the entry whatever its tags
	 * @param tags the tags asked for
	 * @return what the lookup shows
	 */
	public Markers lookup(List<Scope> own, List<Scope> tags) {
		int count = own.size() + tags.size();
		Scope[] scopes = new Scope[count];
		long[] removed = new long[count];
		long[] staled = new long[count];
		for (int i = 0; i < count; i++) {
			scopes[i] = (i < own.size()) ? own.get(i) : tags.get(i - own.size());
			Marker marker = marker(scopes[i]);
			removed[i] = marker.removed();
			staled[i] = marker.staled();
		}
		return new Markers(new Lease(this.epoch, this.clock), this.floor, scopes, own.size(),
				new MarkerValues(removed, staled, null));
	}

	/**
	 * Writes the hash as Redis holds it, but for the format version and the heartbeat.
	 * @return its fields
	 */
	public Map<String, String> hash() {
		Map<String, String> hash = new TreeMap<>();
		if (hasEpoch()) {
			hash.put("reign", this.reign);
			hash.put("epoch", HexFormat.of().toHexDigits(this.epoch));
		}
		if (this.clock > 0) {
			hash.put("clock", Long.toString(this.clock));
		}
		if (this.floor > 0) {
			hash.put("floor", Long.toString(this.floor));
		}
		this.markers.forEach((scope, marker) -> hash.put(scope.field(), marker.toString()));
		return hash;
	}

	public Marker marker(Scope scope) {
		return this.markers.getOrDefault(scope, Marker.NONE);
	}

	ModelRegion tick() {
		return new ModelRegion(this.reign, this.epoch, this.clock + 1, this.floor, this.markers);
	}

	ModelRegion markRemoved(Scope scope, long number) {
		return with(scope, new Marker(number, 0));
	}

	ModelRegion markStale(Scope scope, long number) {
		return with(scope, new Marker(marker(scope).removed(), number));
	}

	ModelRegion with(Scope scope, Marker marker) {
		Map<Scope, Marker> marked = new HashMap<>(this.markers);
		marked.put(scope, marker);
		return withMarkers(marked);
	}

	ModelRegion without(Scope scope) {
		Map<Scope, Marker> left = new HashMap<>(this.markers);
		left.remove(scope);
		return withMarkers(left);
	}

	ModelRegion withMarkers(Map<Scope, Marker> markers) {
		return new ModelRegion(this.reign, this.epoch, this.clock, this.floor, Map.copyOf(markers));
	}

	ModelRegion withFloor(long floor) {
		return new ModelRegion(this.reign, this.epoch, this.clock, floor, this.markers);
	}

	/**
	 * The last REMOVE and the last STALE of a scope.
	 *
	 * @param removed the clock of the REMOVE, 0 for none
	 * @param staled the clock of the STALE, 0 for none since the last REMOVE
	 */
	public record Marker(long removed, long staled) {

		static final Marker NONE = new Marker(0, 0);

		public long latest() {
			return Math.max(this.removed, this.staled);
		}

		@Override
		public String toString() {
			return (this.staled == 0) ? Long.toString(this.removed) : this.removed + "," + this.staled;
		}

	}

}
