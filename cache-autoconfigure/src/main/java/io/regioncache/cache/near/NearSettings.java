package io.regioncache.cache.near;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * How many entries of one cache a process keeps itself, and how.
 *
 * @param maxSize how many entries are kept at most, 0 if their weight is bounded instead
 * @param maxWeight how much the entries may weigh, in bytes of their stored form and a
 * little for each; 0 if their number is bounded instead. If both are 0 there is no near
 * cache
 * @param ttl how long an entry is kept at most, or {@code null} for as long as its time
 * to live allows
 * @param share whether callers are given the same instance
 * @since 0.1
 */
@PublicApi
public record NearSettings(long maxSize, long maxWeight, @Nullable Duration ttl, Share share) {

	/**
	 * No near cache.
	 */
	public static final NearSettings NONE = new NearSettings(0, 0, null, Share.AUTO);

	public NearSettings {
		Assert.isTrue(maxSize >= 0 && maxWeight >= 0, "'maxSize' and 'maxWeight' must not be negative");
		Assert.isTrue(maxSize == 0 || maxWeight == 0, "Only one of 'maxSize' and 'maxWeight' can be set");
		Assert.isTrue(ttl == null || (!ttl.isZero() && !ttl.isNegative()), "'ttl' must be positive");
	}

	/**
	 * Keep so many entries.
	 * @param maxSize how many
	 * @return the settings
	 */
	public static NearSettings ofSize(long maxSize) {
		return new NearSettings(maxSize, 0, null, Share.AUTO);
	}

	/**
	 * Whether entries are kept at all.
	 * @return whether number or weight of the entries is above 0
	 */
	public boolean isOn() {
		return this.maxSize > 0 || this.maxWeight > 0;
	}

	/**
	 * Whether callers are given the same instance.
	 */
	public enum Share {

		/**
		 * They are where it cannot be changed by any of them: each caller is given an
		 * instance of its own otherwise, read from the stored form at each hit.
		 */
		AUTO,

		/**
		 * They always are: a method whose values can be changed is refused at start.
		 */
		REQUIRED,

		/**
		 * They never are.
		 */
		NEVER

	}

}
