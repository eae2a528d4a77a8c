package io.regioncache.autoconfigure.properties;

import java.time.Duration;
import java.util.Objects;

import io.regioncache.cache.near.NearSettings;
import io.regioncache.cache.near.NearSettings.Share;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Settings of the near cache of a cache.
 *
 * @param maxSize How many entries are kept at most; zero for no near cache. By default,
 * none.
 * @param maxWeight How much the entries may weigh, instead of their number: the bytes of
 * their stored form, and 200 for each.
 * @param ttl How long an entry is kept at most. By default, for as long as its time to
 * live allows.
 * @param share Whether callers are given the same instance: 'auto' where it cannot be
 * changed, 'required' to refuse methods whose values can be, or 'never'. By default,
 * auto.
 */
public record NearProperties(@Nullable Long maxSize, @Nullable DataSize maxWeight, @Nullable Duration ttl,
		@Nullable Share share) {

	/**
	 * Complete these settings.
	 * @param prefix the name of these properties
	 * @param base what holds where nothing is set
	 * @param cacheTtl the time to live of the cache
	 * @return the settings of a near cache
	 * @throws InvalidConfigurationPropertyValueException if one of them makes no sense
	 */
	NearSettings over(String prefix, NearSettings base, Duration cacheTtl) {
		check(new PropertyConstraints(prefix), base, cacheTtl);
		boolean bounded = this.maxSize != null || this.maxWeight != null;
		return new NearSettings(bounded ? Objects.requireNonNullElse(this.maxSize, 0L) : base.maxSize(),
				bounded ? ((this.maxWeight != null) ? this.maxWeight.toBytes() : 0) : base.maxWeight(),
				(this.ttl != null) ? this.ttl : base.ttl(), Objects.requireNonNullElse(this.share, base.share()));
	}

	private void check(PropertyConstraints constraints, NearSettings base, Duration cacheTtl) {
		constraints.require("max-size", this.maxSize, this.maxSize == null || this.maxSize >= 0,
				"It must not be negative. Use zero for no near cache.");
		constraints.require("max-weight", this.maxWeight, this.maxWeight == null || this.maxWeight.toBytes() > 0,
				"It must be positive, such as 64MB.");
		constraints.require("max-weight", this.maxWeight, this.maxWeight == null || this.maxSize == null,
				"Bound the near cache by 'max-size' or by 'max-weight', not by both.");
		constraints.require("max-size", this.maxSize, this.maxSize != null || this.maxWeight != null || base.isOn(),
				"A near cache needs a bound. Set 'max-size', such as 10000, or 'max-weight', such as 64MB.");
		checkTtl(constraints, cacheTtl);
	}

	private void checkTtl(PropertyConstraints constraints, Duration cacheTtl) {
		constraints.requirePositive("ttl", this.ttl, "It must be positive, such as 10s.");
		constraints.require("ttl", this.ttl, this.ttl == null || this.ttl.compareTo(cacheTtl) <= 0,
				"No entry is kept past its time to live, which is %s in this cache. Remove it, or set less."
					.formatted(cacheTtl));
	}

}
