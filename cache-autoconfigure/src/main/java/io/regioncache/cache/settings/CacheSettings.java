package io.regioncache.cache.settings;

import io.regioncache.annotation.PublicApi;
import io.regioncache.cache.near.NearSettings;

import org.springframework.util.Assert;

/**
 * The settings of one cache.
 *
 * @param lifetimes how long its values are served
 * @param loads how its loads share the origin
 * @param values what its values are, and the room they may take
 * @param reads how fresh what is read must be
 * @param replication what other regions learn of the cache
 * @param near what a process keeps of the cache itself
 * @since 0.1
 */
@PublicApi
public record CacheSettings(LifetimeSettings lifetimes, LoadSettings loads, ValueSettings values, ReadSettings reads,
		ReplicationSettings replication, NearSettings near) {

	/**
	 * What holds where nothing else is said.
	 */
	public static final CacheSettings DEFAULTS = new CacheSettings(LifetimeSettings.DEFAULTS, LoadSettings.DEFAULTS,
			ValueSettings.DEFAULTS, ReadSettings.DEFAULTS, ReplicationSettings.DEFAULTS, NearSettings.NONE);

	public CacheSettings {
		Assert.isTrue(values.maxMemory() == 0 || values.maxMemory() >= values.maxValueSize(),
				"'maxMemory' must be zero, or at least 'maxValueSize'");
		Assert.isTrue(
				loads.loadHardTimeout().isZero() || loads.loadSoftTimeout().compareTo(loads.loadHardTimeout()) < 0,
				"'loadSoftTimeout' must be shorter than 'loadHardTimeout'");
	}

	/**
	 * Change some of these settings.
	 * @return a builder that begins with them
	 */
	public CacheSettingsBuilder mutate() {
		return new CacheSettingsBuilder(this);
	}

}
