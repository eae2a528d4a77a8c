package io.regioncache.testkit;

import java.time.Duration;

import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.store.lookup.Follower;

/**
 * Whether the caches of races, hops, transactions and chaos keep entries in the memory of
 * each process. {@code -Dregioncache.near=true} makes them.
 */
public final class NearMode {

	public static final boolean ON = Boolean.getBoolean("regioncache.near");

	private static final int SIZE = ON ? 1_000 : 0;

	private NearMode() {
	}

	/**
	 * Returns the settings of a cache in this mode.
	 * @return the settings
	 */
	public static CacheSettings settings() {
		return of(CacheSettings.DEFAULTS);
	}

	/**
	 * Returns settings of a cache with the near cache of this mode.
	 * @param settings all other settings
	 * @return the settings
	 */
	public static CacheSettings of(CacheSettings settings) {
		return settings.mutate().near(NearSettings.ofSize(SIZE)).build();
	}

	/**
	 * Returns what configures the caches of an application in this mode.
	 * @return a property and its value
	 */
	public static String property() {
		return "regions.cache-defaults.near.max-size=" + SIZE;
	}

	/**
	 * Returns how long a process may serve what another process has invalidated.
	 * @param settings the settings of its cache
	 * @return the time, zero without a near cache
	 */
	public static Duration lag(CacheSettings settings) {
		return settings.near().isOn() ? Duration.ofNanos(Follower.MAX_NEAR_AGE) : Duration.ZERO;
	}

}
