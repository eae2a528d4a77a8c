package io.regioncache.autoconfigure.cache;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.regioncache.autoconfigure.properties.CacheProperties;
import io.regioncache.autoconfigure.properties.RegionsProperties;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.convert.DurationStyle;

/**
 * What to say of settings of caches that are legal, and hardly meant.
 */
final class CacheAdvice {

	private static final Duration SHORT = Duration.ofSeconds(1);

	private final List<String> advice = new ArrayList<>();

	private CacheAdvice() {
	}

	/**
	 * Look for such settings.
	 * @param properties the properties
	 * @param regions the names of all regions
	 * @return a sentence for each
	 */
	static List<String> on(RegionsProperties properties, Collection<String> regions) {
		CacheAdvice advice = new CacheAdvice();
		advice.lookup("regions.cache-defaults", properties.cacheDefaults(), regions);
		properties.caches().forEach((name, cache) -> advice.lookup("regions.caches." + name, cache, regions));
		return advice.advice;
	}

	private void lookup(String prefix, CacheProperties cache, Collection<String> regions) {
		lookup(prefix + ".ttl", cache.ttl());
		cache.regions().forEach((region, different) -> {
			lookup(prefix + ".regions." + region + ".ttl", different.ttl());
			if (!regions.contains(region)) {
				this.advice.add("'%s.regions.%s' concerns no region: known are %s.".formatted(prefix, region, regions));
			}
		});
	}

	private void lookup(String name, @Nullable Duration ttl) {
		if (ttl != null && ttl.toMillis() > 0 && ttl.compareTo(SHORT) < 0) {
			this.advice
				.add("'%s' is %s. A number without a unit counts milliseconds: write 30s or 30m if that is meant."
					.formatted(name, DurationStyle.SIMPLE.print(ttl, ChronoUnit.MILLIS)));
		}
	}

}
