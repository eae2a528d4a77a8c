package io.regioncache.cache.near;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * The settings of the near cache of one cache: how many entries each process keeps in its
 * own memory, and how.
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
	 * Keep up to a number of entries.
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
	 * Whether callers share one instance of a value.
	 */
	public enum Share {

		/**
		 * Callers share an instance if none of them can change it. Otherwise each hit
		 * decodes an instance of its own from the stored form.
		 */
		AUTO,

		/**
		 * Callers always share the instance. If an annotated method returns values that
		 * can be changed, the application does not start.
		 */
		REQUIRED,

		/**
		 * Callers never share an instance.
		 */
		NEVER

	}

}
