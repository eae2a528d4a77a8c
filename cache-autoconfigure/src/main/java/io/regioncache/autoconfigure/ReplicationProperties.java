package io.regioncache.autoconfigure;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.regioncache.replication.Topology;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How regions learn of each other's invalidations.
 *
 * @param enabled Whether this process takes part. Without it, no other region's
 * invalidations reach its home region through it.
 * @param topology How the regions are connected: 'mesh' for up to five of them, else
 * 'hub'.
 * @param hub The region that all others read from, with the topology 'hub'.
 * @param upstream Regions that read from another one than the hub, as region to region.
 * @param heartbeat How often a log is read, and the server behind it checked, though
 * nothing was published.
 * @param timeout How long an answer of another region is waited for.
 * @param allowPlainText Whether other regions may be reached without TLS.
 */
record ReplicationProperties(@DefaultValue("true") boolean enabled, @DefaultValue("mesh") Topology.Kind topology,
		@Nullable String hub, @DefaultValue Map<String, String> upstream, @DefaultValue("1s") Duration heartbeat,
		@DefaultValue("2s") Duration timeout, @DefaultValue("false") boolean allowPlainText) {

	private static final String PREFIX = "regions.replication.";

	ReplicationProperties {
		upstream = new LinkedHashMap<>(upstream);
		requirePositive("heartbeat", heartbeat);
		requirePositive("timeout", timeout);
	}

	private static void requirePositive(String name, Duration duration) {
		if (duration.isZero() || duration.isNegative()) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + name, duration,
					"It must be positive, such as 1s.");
		}
	}

	/**
	 * Return which region reads from which.
	 * @param regions the names of all regions
	 * @return the topology
	 * @throws InvalidConfigurationPropertyValueException if it makes no sense
	 */
	Topology topologyOf(List<String> regions) {
		if (this.topology == Topology.Kind.MESH) {
			if (this.hub != null) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + "hub", this.hub,
						"A mesh has no hub. Set 'regions.replication.topology=hub', or remove it.");
			}
			if (!this.upstream.isEmpty()) {
				throw new InvalidConfigurationPropertyValueException(PREFIX + "upstream", this.upstream,
						"In a mesh every region reads from every other. "
								+ "Set 'regions.replication.topology=hub', or remove it.");
			}
			return Topology.mesh(regions);
		}
		if (this.hub == null || !regions.contains(this.hub)) {
			throw new InvalidConfigurationPropertyValueException(PREFIX + "hub", this.hub,
					"Set it to the region that all others read from, one of " + regions + ".");
		}
		this.upstream.forEach((region, source) -> checkUpstream(regions, region, source));
		return new Topology(Topology.Kind.HUB, regions, this.hub, this.upstream);
	}

	private void checkUpstream(List<String> regions, String region, String source) {
		String name = PREFIX + "upstream." + region;
		if (!regions.contains(region) || !regions.contains(source)) {
			throw new InvalidConfigurationPropertyValueException(name, source, "Known regions are " + regions + ".");
		}
		if (region.equals(this.hub)) {
			throw new InvalidConfigurationPropertyValueException(name, source, "The hub reads from all others.");
		}
		String next = source;
		for (int steps = 0; next != null && !next.equals(this.hub); steps++) {
			if (next.equals(region) || steps > regions.size()) {
				throw new InvalidConfigurationPropertyValueException(name, source,
						"It leads back to '" + region + "' and never to the hub.");
			}
			next = this.upstream.get(next);
		}
	}

}
