package io.regioncache.cache.settings;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;

import org.springframework.util.Assert;

/**
 * How to serve callers that have written something the home region has not applied yet.
 *
 * @param maxWait how long the home region is waited for
 * @param detours which fraction of reads may be answered by another region or by the
 * origin instead
 * @since 0.1
 */
@PublicApi
public record SessionSettings(Duration maxWait, double detours) {

	/**
	 * The default settings.
	 */
	public static final SessionSettings DEFAULTS = new SessionSettings(Duration.ofMillis(50), 0.05);

	public SessionSettings {
		Assert.isTrue(!maxWait.isNegative(), "'maxWait' must not be negative");
		Assert.isTrue(detours >= 0 && detours <= 1, "'detours' must be between 0 and 1");
	}

}
