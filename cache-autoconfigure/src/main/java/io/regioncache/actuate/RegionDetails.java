package io.regioncache.actuate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionInspections.Inspection;
import io.regioncache.store.session.ServerStatus;

/**
 * Asks a region how far it has come and how its server is.
 */
public final class RegionDetails {

	/**
	 * What of {@code INFO} operators look for first. None of it is a secret.
	 */
	private static final List<String> FIELDS = List.of("redis_version", "valkey_version", "role", "uptime_in_seconds",
			"connected_clients", "blocked_clients", "used_memory", "maxmemory", "maxmemory_policy", "evicted_keys",
			"expired_keys", "instantaneous_ops_per_sec", "aof_enabled", "rdb_last_bgsave_status", "connected_slaves",
			"master_link_status");

	private final RegionInspections regions;

	private final Supplier<List<String>> names;

	/**
	 * Create the details.
	 * @param regions asks the regions
	 * @param names tells the names of all regions
	 */
	public RegionDetails(RegionInspections regions, Supplier<List<String>> names) {
		this.regions = regions;
		this.names = names;
	}

	Map<String, Object> of(String region) {
		List<String> others = new ArrayList<>(this.names.get());
		others.remove(region);
		Inspection<Map<String, String>> progress = this.regions.progress(region, others, RecoveryDetails.fields(others))
			.join();
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("region", region);
		details.put("answering", progress.value() != null);
		if (progress.value() == null) {
			details.put("failure", Objects.requireNonNull(progress.failure()));
		}
		else {
			describe(details, progress.value());
			details.put("levelAsOf", levels(region));
			details.put("server", server(region));
		}
		return details;
	}

	private Map<String, String> server(String region) {
		Inspection<ServerStatus> server = this.regions.server(region).join();
		return (server.value() != null) ? fields(server.value())
				: Map.of("failure", Objects.requireNonNull(server.failure()));
	}

	private Map<String, String> levels(String region) {
		Map<String, String> levels = new LinkedHashMap<>();
		this.regions.levels(region)
			.join()
			.forEach((other, age) -> levels.put(other,
					age.map((since) -> since.toMillis() + " ms ago").orElse("not known to be level")));
		return levels;
	}

	private static void describe(Map<String, Object> details, Map<String, String> progress) {
		Map<String, String> cursors = new LinkedHashMap<>();
		progress.forEach((field, value) -> {
			if (RecoveryDetails.isOne(field)) {
				return;
			}
			if (field.startsWith("s:")) {
				cursors.put(field.substring(2), value);
			}
			else {
				details.put(field.equals("seq") ? "records" : field, value);
			}
		});
		details.put("cursors", cursors);
		details.put("recovery", RecoveryDetails.recovery(progress));
		details.put("warmUp", RecoveryDetails.warmUp(progress));
	}

	private static Map<String, String> fields(ServerStatus server) {
		Map<String, String> fields = new LinkedHashMap<>();
		for (String field : FIELDS) {
			String value = server.text(field);
			if (value != null) {
				fields.put(field, value);
			}
		}
		return fields;
	}

}
