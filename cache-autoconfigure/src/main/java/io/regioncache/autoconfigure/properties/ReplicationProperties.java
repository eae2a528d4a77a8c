package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.settings.ReplicationSettings.Write;
import io.regioncache.replication.Topology;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How regions learn of each other's invalidations.
 *
 * @param enabled Whether this process takes part. Without it, no other region's
 * invalidations reach its home region through it.
 * @param topology How the regions are connected. With more than five of them, a hub
 * spares them connections. 'managed' is for servers that replicate themselves.
 * @param hub The region that all others read from, with the topology 'hub'.
 * @param primary The region whose Redis all write to, with the topology 'managed'. The
 * Redis of each other region is a replica of it.
 * @param upstream Regions that read from another one than the hub, as reader to source.
 * @param heartbeat How often a log is read, and the server behind it checked, though
 * nothing was published.
 * @param timeout How long an answer of another region is waited for.
 * @param allowPlainText Whether other regions may be reached without TLS.
 * @param warmUp How a region that is new, or has lost its entries, is filled from a
 * neighbor.
 */
public record ReplicationProperties(@DefaultValue("true") boolean enabled, @DefaultValue("mesh") Topology.Kind topology,
		@Nullable String hub, @Nullable String primary, @DefaultValue Map<String, String> upstream,
		@DefaultValue("1s") Duration heartbeat, @DefaultValue("2s") Duration timeout,
		@DefaultValue("false") boolean allowPlainText,
		@NestedConfigurationProperty @DefaultValue WarmUpProperties warmUp) {

	private static final String PREFIX = "regions.replication.";

	private static final PropertyConstraints CONSTRAINTS = new PropertyConstraints("regions.replication");

	/**
	 * A source that is silent for longer than this and a while counts as dead.
	 */
	private static final Duration LONGEST_HEARTBEAT = Duration.ofSeconds(2);

	/**
	 * Refuse durations with which replication would not work.
	 * @throws InvalidConfigurationPropertyValueException if there is one
	 */
	public void requireSensibleDurations() {
		String positive = "It must be positive and at most 2s: a region that is silent for longer counts as down.";
		CONSTRAINTS.requirePositive("heartbeat", this.heartbeat, positive);
		CONSTRAINTS.require("heartbeat", this.heartbeat, this.heartbeat.compareTo(LONGEST_HEARTBEAT) <= 0, positive);
		CONSTRAINTS.requirePositive("timeout", this.timeout, "It must be positive, such as 2s.");
		this.warmUp.requireSensibleRate();
	}

	/**
	 * Refuse to wait for regions of which nobody can tell how far they are.
	 * @param prefix the name of the cache's properties
	 * @param settings the settings of the cache
	 * @throws InvalidConfigurationPropertyValueException if it would wait
	 */
	public void requireSensibleWrite(String prefix, ReplicationSettings settings) {
		if (this.topology == Topology.Kind.MANAGED && settings.write() == Write.ALL_REGIONS) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".write", settings.write(),
					"Redis replicas do not report when they have applied a write. Set 'async', "
							+ "or another 'regions.replication.topology' than 'managed'.");
		}
	}

	/**
	 * Return which region reads from which.
	 * @param regions the names of all regions
	 * @return the topology
	 * @throws InvalidConfigurationPropertyValueException if it makes no sense
	 */
	public Topology topologyOf(List<String> regions) {
		if (this.topology == Topology.Kind.MANAGED) {
			return managed(regions);
		}
		CONSTRAINTS.require("primary", this.primary, this.primary == null,
				"Only managed regions have a primary. Set 'regions.replication.topology=managed', or remove it.");
		return (this.topology == Topology.Kind.MESH) ? mesh(regions) : hub(regions);
	}

	private Topology mesh(List<String> regions) {
		CONSTRAINTS.require("hub", this.hub, this.hub == null,
				"A mesh has no hub. Set 'regions.replication.topology=hub', or remove it.");
		CONSTRAINTS.require("upstream", this.upstream, this.upstream.isEmpty(),
				"In a mesh every region reads from every other. "
						+ "Set 'regions.replication.topology=hub', or remove it.");
		return Topology.mesh(regions);
	}

	private Topology hub(List<String> regions) {
		String hub = requireKnown("hub", this.hub, regions, "Set it to the region that all others read from");
		this.upstream.forEach((region, source) -> checkUpstream(regions, region, source));
		return new Topology(Topology.Kind.HUB, regions, hub, this.upstream);
	}

	private Topology managed(List<String> regions) {
		String primary = requireKnown("primary", this.primary, regions,
				"Set it to the region whose Redis all write to");
		String reason = "Managed regions do not read from each other. Remove it.";
		CONSTRAINTS.require("hub", this.hub, this.hub == null, reason);
		CONSTRAINTS.require("upstream", this.upstream, this.upstream.isEmpty(), reason);
		return Topology.managed(regions, primary);
	}

	private static String requireKnown(String name, @Nullable String region, List<String> regions, String advice) {
		if (region == null || !regions.contains(region)) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name, region,
					advice + ", one of " + regions + ".");
		}
		return region;
	}

	private void checkUpstream(List<String> regions, String region, String source) {
		String name = "upstream." + region;
		CONSTRAINTS.require(name, source, regions.contains(region) && regions.contains(source),
				"Known regions are " + regions + ".");
		CONSTRAINTS.require(name, source, !region.equals(this.hub), "The hub reads from all others.");
		String next = source;
		for (int steps = 0; next != null && !next.equals(this.hub); steps++) {
			CONSTRAINTS.require(name, source, !next.equals(region) && steps <= regions.size(),
					"It leads back to '" + region + "' and never to the hub.");
			next = this.upstream.get(next);
		}
	}

}
