package io.regioncache.cache;

import java.time.Duration;
import java.util.function.Consumer;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.cache.settings.ReplicationSettings;
import io.regioncache.cache.value.Fidelity;

/**
 * The default settings of a cache without jitter, and what a test changes of them.
 */
public final class Settings {

	public Duration ttl = CacheSettings.DEFAULTS.lifetimes().ttl();

	Duration nullTtl = CacheSettings.DEFAULTS.lifetimes().nullTtl();

	double ttlJitter;

	public Duration staleWhileRevalidate = Duration.ZERO;

	double earlyRefresh;

	long maxValueSize = CacheSettings.DEFAULTS.values().maxValueSize();

	public Duration lockTtl = CacheSettings.DEFAULTS.loads().lockTtl();

	public Duration lockWait = CacheSettings.DEFAULTS.loads().lockWait();

	public int maxConcurrentLoads = CacheSettings.DEFAULTS.loads().maxConcurrentLoads();

	public Duration loadWait = CacheSettings.DEFAULTS.loads().loadWait();

	public ReplicationSettings replication = ReplicationSettings.DEFAULTS;

	Consistency consistency = Consistency.SESSION;

	public Duration originLag = Duration.ZERO;

	Fidelity fidelity = Fidelity.SAMPLED;

	Duration staleIfError = Duration.ZERO;

	Duration loadSoftTimeout = Duration.ZERO;

	Duration loadHardTimeout = Duration.ZERO;

	NearSettings near = NearSettings.NONE;

	private Settings() {
	}

	public static CacheSettings of(Consumer<Settings> changes) {
		Settings settings = new Settings();
		changes.accept(settings);
		return CacheSettings.DEFAULTS.mutate()
			.ttl(settings.ttl)
			.nullTtl(settings.nullTtl)
			.ttlJitter(settings.ttlJitter)
			.staleWhileRevalidate(settings.staleWhileRevalidate)
			.earlyRefresh(settings.earlyRefresh)
			.maxValueSize(settings.maxValueSize)
			.lockTtl(settings.lockTtl)
			.lockWait(settings.lockWait)
			.maxConcurrentLoads(settings.maxConcurrentLoads)
			.loadWait(settings.loadWait)
			.replication(settings.replication)
			.consistency(settings.consistency)
			.originLag(settings.originLag)
			.fidelity(settings.fidelity)
			.staleIfError(settings.staleIfError)
			.loadSoftTimeout(settings.loadSoftTimeout)
			.loadHardTimeout(settings.loadHardTimeout)
			.near(settings.near)
			.build();
	}

}
