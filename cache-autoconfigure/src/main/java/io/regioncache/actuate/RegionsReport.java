package io.regioncache.actuate;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.regioncache.audit.AuditReport;
import io.regioncache.budget.CacheMemory;
import io.regioncache.health.Finding;
import io.regioncache.warming.WarmingStatus;
import org.jspecify.annotations.Nullable;

/**
 * How the regions stand, as one process knows it without asking any of them.
 *
 * @param home the home region of this process
 * @param deployment the id of this process's deployment; {@code null} if deployments are
 * not told apart
 * @param topology how the regions are connected: {@code mesh}, {@code hub} or
 * {@code managed}; {@code null} without replication
 * @param hub the present hub, or with {@code managed} the region of the primary;
 * {@code null} in a mesh
 * @param drained the regions that operators have drained
 * @param pulling whether this process pulls for its region; others know no lag
 * @param regions every region by name
 * @param findings what is wrong with the server of the home region or its settings
 * @param invalidations how many invalidations the home region has counted in its epoch,
 * as far as this process has seen; -1 if it is not known
 * @param server what the server of the home region has said at the last check;
 * {@code null} if it has not
 * @param caches what has happened in each cache of this process
 * @param audit what the auditor of this process has found; {@code null} if there is none
 * @param warming how the warming of the caches stands that have a warmer, by name
 * @param rollout whether the endpoint says whether a deployment may go on
 * @param writable whether the endpoint takes orders at all
 */
public record RegionsReport(String home, @Nullable String deployment, @Nullable String topology, @Nullable String hub,
		Set<String> drained, boolean pulling, Map<String, RegionSummary> regions, List<Finding> findings,
		long invalidations, @Nullable ServerSummary server, Map<String, CacheSummary> caches,
		@Nullable AuditReport audit, Map<String, WarmingStatus> warming, boolean rollout, boolean writable) {

	/**
	 * One region.
	 *
	 * @param role {@code home}, or how it is connected: {@code hub}, {@code spoke},
	 * {@code peer}, {@code primary} or {@code replica}
	 * @param state {@code healthy}, {@code degraded} or {@code critical}; {@code null} if
	 * this process does not know
	 * @param reasons why it is not healthy
	 * @param drained whether operators have drained it
	 * @param answering whether its Redis answers this process; {@code null} if this
	 * process is not connected to it
	 * @param source how far home has read its log; {@code null} where this process does
	 * not
	 */
	public record RegionSummary(List<String> role, @Nullable String state, List<String> reasons, boolean drained,
			@Nullable Boolean answering, @Nullable SourceSummary source) {

	}

	/**
	 * How far home has read the log of a region.
	 *
	 * @param lagSeconds for how long home has not been level with it
	 * @param waiting how many of its records are known to wait; -1 while its whole state
	 * has to be read
	 * @param failure why the last attempt failed, or {@code null} if it did not
	 */
	public record SourceSummary(double lagSeconds, long waiting, @Nullable String failure) {

	}

	/**
	 * The server of the home region.
	 *
	 * @param memoryUsed memory that it uses, in bytes; -1 if it does not tell
	 * @param memoryMax memory that it may use, in bytes; 0 for no limit
	 * @param connections connections to it
	 * @param commands commands that it executes in a second
	 * @param evictions keys that it evicts in a second; -1 if it is not known
	 * @param latencyMillis how long it took to answer the last check, in milliseconds
	 */
	public record ServerSummary(long memoryUsed, long memoryMax, long connections, long commands, double evictions,
			double latencyMillis) {

	}

	/**
	 * One cache of this process since its start.
	 *
	 * @param hits fresh values served
	 * @param stale stale values served while they were loaded again
	 * @param misses reads that found nothing to serve
	 * @param bypassed reads past the cache
	 * @param loads calls of the origin
	 * @param memory how it stands to its memory budget in the region; {@code null} if it
	 * has none
	 */
	public record CacheSummary(long hits, long stale, long misses, long bypassed, long loads,
			@Nullable CacheMemory memory) {

	}

}
