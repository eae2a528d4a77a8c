package io.regioncache.autoconfigure.properties;

import java.time.Duration;

import io.regioncache.cache.settings.ReplicationSettings.Replicate;
import io.regioncache.cache.settings.StalenessBounds;
import io.regioncache.region.Regions;
import io.regioncache.replication.Topology;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Tells from the properties which bounds on the staleness of reads can be met.
 */
public final class ConfiguredStaleness implements StalenessBounds {

	/**
	 * How far behind a replica may be that still answers.
	 */
	private static final Duration MANAGED = Duration.ofSeconds(3);

	/**
	 * What a question to another region takes at most, as a rule.
	 */
	private static final Duration QUESTION = Duration.ofMillis(500);

	private final RegionsProperties properties;

	private final Regions regions;

	public ConfiguredStaleness(RegionsProperties properties, Regions regions) {
		this.properties = properties;
		this.regions = regions;
	}

	/**
	 * Refuse a bound that cannot be met.
	 * @param prefix the name of the cache's properties
	 * @param cache the name of the cache
	 * @param bound the bound, zero for none
	 * @throws InvalidConfigurationPropertyValueException if it cannot
	 */
	public void require(String prefix, String cache, Duration bound) {
		String problem = bound.isZero() ? null : problem(cache, bound);
		if (problem != null) {
			throw new InvalidConfigurationPropertyValueException(prefix + ".max-staleness", bound,
					"It cannot be met: %s. Remove it, or change that.".formatted(problem));
		}
	}

	@Override
	public @Nullable String problem(String cache, Duration bound) {
		return this.regions.otherNames().isEmpty() ? null : problem(cache, bound, this.properties.replication());
	}

	private @Nullable String problem(String cache, Duration bound, ReplicationProperties replication) {
		if (!replication.enabled()) {
			return "'regions.replication.enabled' is false, so nothing tells how far this region has come";
		}
		if (replicatesNothing(cache)) {
			return "invalidations of the cache stay in their region, as 'replicate' is 'none'";
		}
		return (replication.topology() == Topology.Kind.MANAGED) ? problemOfReplicas(bound)
				: problemOfHeartbeat(bound, replication.heartbeat());
	}

	private static @Nullable String problemOfReplicas(Duration bound) {
		return (bound.compareTo(MANAGED) < 0) ? "replicas of managed regions may be 3s behind" : null;
	}

	private static @Nullable String problemOfHeartbeat(Duration bound, Duration heartbeat) {
		Duration least = heartbeat.plus(QUESTION);
		return (bound.compareTo(least) < 0)
				? "regions may read each other's logs only every %d ms ('regions.replication.heartbeat'), so it must be at least %d ms"
					.formatted(heartbeat.toMillis(), least.toMillis())
				: null;
	}

	private boolean replicatesNothing(String cache) {
		CacheProperties own = this.properties.caches().get(cache);
		Replicate replicate = (own != null && own.replicate() != null) ? own.replicate()
				: this.properties.cacheDefaults().replicate();
		return replicate == Replicate.NONE || isNoneSomewhere(own);
	}

	private static boolean isNoneSomewhere(@Nullable CacheProperties cache) {
		return cache != null
				&& cache.regions().values().stream().anyMatch((region) -> region.replicate() == Replicate.NONE);
	}

}
