package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.Objects;

import io.regioncache.warming.WarmingSettings;
import org.jspecify.annotations.Nullable;

/**
 * How a cache that has a 'CacheWarmer' is warmed.
 *
 * @param enabled Whether its 'CacheWarmer' is used. By default, true.
 * @param concurrency How many keys are loaded at once. By default, 4.
 * @param maxKeys How many keys are loaded at most. By default, 10000.
 */
public record WarmProperties(@Nullable Boolean enabled, @Nullable Integer concurrency, @Nullable Integer maxKeys) {

	static final WarmProperties DEFAULTS = new WarmProperties(true, 4, 10_000);

	private static final int MOST_AT_ONCE = 256;

	/**
	 * Complete these settings.
	 * @param prefix the name of these properties
	 * @param base what holds where nothing is set
	 */
	WarmProperties over(String prefix, WarmProperties base) {
		PropertyConstraints constraints = new PropertyConstraints(prefix);
		constraints.require("concurrency", this.concurrency,
				this.concurrency == null || (this.concurrency > 0 && this.concurrency <= MOST_AT_ONCE),
				"It must be between 1 and 256, such as 4.");
		constraints.require("max-keys", this.maxKeys, this.maxKeys == null || this.maxKeys > 0,
				"It must be positive, such as 10000. Set 'enabled' to false to load none.");
		return new WarmProperties((this.enabled != null) ? this.enabled : base.enabled,
				(this.concurrency != null) ? this.concurrency : base.concurrency,
				(this.maxKeys != null) ? this.maxKeys : base.maxKeys);
	}

	/**
	 * Whether the cache is warmed.
	 */
	public boolean isOn() {
		return !Boolean.FALSE.equals(this.enabled);
	}

	/**
	 * Return the settings; all of them are set.
	 * @param repeatAfter for how long a cache counts as warmed
	 */
	public WarmingSettings toSettings(Duration repeatAfter) {
		return new WarmingSettings(Objects.requireNonNull(this.concurrency), Objects.requireNonNull(this.maxKeys),
				repeatAfter);
	}

}
