package io.regioncache.actuate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

import io.regioncache.actuate.RegionsReport.RegionSummary;
import io.regioncache.actuate.RegionsReport.ServerSummary;
import io.regioncache.actuate.RegionsReport.SourceSummary;
import io.regioncache.health.RegionHealth;
import io.regioncache.health.RegionMonitor;
import io.regioncache.region.Regions;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.Topology;
import io.regioncache.store.RegionStore;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.ServerStatus;
import io.regioncache.store.entry.Lease;
import org.jspecify.annotations.Nullable;

/**
 * Tells how the regions stand, and changes which of them serve.
 */
public final class RegionsOperator {

	private final Regions regions;

	private final RegionStore store;

	private final Supplier<@Nullable Replicator> replicator;

	private final @Nullable RegionMonitor monitor;

	private final CacheSummaries caches;

	private final OfferedOperations offered;

	/**
	 * Create an operator.
	 * @param regions the regions that were configured at the start
	 * @param store the store of the home region
	 * @param replicator supplies what replicates, if anything does
	 * @param monitor checks how the regions are, if anybody does
	 * @param caches sums up the caches of the home region
	 * @param offered what else the endpoint offers
	 */
	public RegionsOperator(Regions regions, RegionStore store, Supplier<@Nullable Replicator> replicator,
			@Nullable RegionMonitor monitor, CacheSummaries caches, OfferedOperations offered) {
		this.regions = regions;
		this.store = store;
		this.replicator = replicator;
		this.monitor = monitor;
		this.caches = caches;
		this.offered = offered;
	}

	/**
	 * Return the names of all regions at present.
	 * @return the names, the home region among them
	 */
	public List<String> names() {
		Replicator replicator = this.replicator.get();
		return (replicator != null) ? replicator.configured().regions() : this.regions.names();
	}

	/**
	 * Tell how the regions stand.
	 * @return what this process knows without asking
	 */
	public RegionsReport report() {
		Replicator replicator = this.replicator.get();
		String home = this.regions.home().name();
		Topology topology = (replicator != null) ? replicator.topology() : null;
		Set<String> drained = (replicator != null) ? replicator.routes().drained() : Set.of();
		Map<String, SourceState> sources = (replicator != null) ? replicator.sources() : Map.of();
		RegionMonitor monitor = this.monitor;
		Lease observed = this.store.own().leases().observed();
		String deployment = this.store.own().keys().deployId();
		return new RegionsReport(home, deployment.isEmpty() ? null : deployment,
				(topology != null) ? topology.kind().name().toLowerCase(Locale.ROOT) : null,
				(topology != null && topology.kind() != Topology.Kind.MESH) ? topology.hub() : null, drained,
				!sources.isEmpty(), summaries(topology, drained, sources),
				(monitor != null) ? monitor.findings() : List.of(), (observed != null) ? observed.number() : -1,
				server(monitor), this.caches.byName(), this.caches.audit(), this.caches.warming(),
				this.offered.rollout(), this.offered.writable());
	}

	private Map<String, RegionSummary> summaries(@Nullable Topology topology, Set<String> drained,
			Map<String, SourceState> sources) {
		RegionMonitor monitor = this.monitor;
		Map<String, RegionHealth> health = (monitor != null) ? monitor.regions() : Map.of();
		Map<String, RegionSummary> summaries = new LinkedHashMap<>();
		for (String region : names()) {
			summaries.put(region, summary(region, roles(region, this.regions.home().name(), topology),
					health.get(region), drained.contains(region), sources.get(region)));
		}
		return summaries;
	}

	private RegionSummary summary(String region, List<String> roles, @Nullable RegionHealth health, boolean drained,
			@Nullable SourceState source) {
		return new RegionSummary(roles, (health != null) ? health.state().name().toLowerCase(Locale.ROOT) : null,
				(health != null) ? health.reasons() : List.of(), drained, answering(region, source),
				(source != null) ? summary(source) : null);
	}

	private static @Nullable ServerSummary server(@Nullable RegionMonitor monitor) {
		ServerStatus server = (monitor != null) ? monitor.server() : null;
		return (monitor == null || server == null) ? null
				: new ServerSummary(server.number("used_memory"), server.number("maxmemory"),
						server.number("connected_clients"), server.number("instantaneous_ops_per_sec"),
						monitor.evictionsPerSecond(), monitor.latency().toNanos() / 1e6);
	}

	private static List<String> roles(String region, String home, @Nullable Topology topology) {
		List<String> roles = new ArrayList<>();
		if (region.equals(home)) {
			roles.add("home");
		}
		if (topology != null) {
			boolean first = region.equals(topology.hub());
			roles.add(switch (topology.kind()) {
				case MESH -> "peer";
				case HUB -> first ? "hub" : "spoke";
				case MANAGED -> first ? "primary" : "replica";
			});
		}
		return roles;
	}

	private @Nullable Boolean answering(String region, @Nullable SourceState source) {
		if (region.equals(this.store.region())) {
			return this.store.own().link().trustedFor() > 0;
		}
		return (source != null) ? source.failure() == null : null;
	}

	private static SourceSummary summary(SourceState source) {
		Throwable failure = source.failure();
		return new SourceSummary(source.lag().toMillis() / 1000.0, source.records(),
				(failure != null) ? Failures.describe(failure) : null);
	}

	/**
	 * Change which regions serve.
	 * @param region the name of the region
	 * @param action what becomes of it
	 */
	public void act(String region, RegionAction action) {
		Replicator replicator = requireReplicator();
		try {
			switch (action) {
				case PROMOTE -> replicator.promote(region);
				case DRAIN -> replicator.drain(region);
				case RESTORE -> replicator.restore(region);
			}
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidRequestException(String.valueOf(ex.getMessage()));
		}
	}

	private Replicator requireReplicator() {
		Replicator replicator = this.replicator.get();
		if (replicator == null) {
			throw new InvalidRequestException("Regions cannot be promoted or drained without replication. "
					+ "Remove 'regions.replication.enabled=false'");
		}
		return replicator;
	}

}
