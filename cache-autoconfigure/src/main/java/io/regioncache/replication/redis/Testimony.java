package io.regioncache.replication.redis;

import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a region says at one moment of its own log, and of another region that reads it.
 *
 * @param epoch its epoch
 * @param sequence the last of its log
 * @param vouched the epochs of the other region of which nothing that was invalidated is
 * lost, once nobody is awaited
 * @param awaiting whether it still waits for writers of the other region
 */
public record Testimony(String epoch, long sequence, String vouched, boolean awaiting) {

	static List<String> fields(String region) {
		return List.of("epoch", "seq", "v:" + region, "n:" + region);
	}

	static Testimony of(List<@Nullable String> values) {
		String epoch = values.get(0);
		if (epoch == null) {
			throw new IllegalStateException("The source has lost its metadata");
		}
		return new Testimony(epoch, Long.parseLong(Objects.requireNonNullElse(values.get(1), "0")),
				Objects.requireNonNullElse(values.get(2), ""), values.get(3) != null);
	}

	/**
	 * Whether the region has decided about an epoch of the other one.
	 */
	public boolean isAbout(String other) {
		return !this.awaiting && this.vouched.contains(other);
	}

}
