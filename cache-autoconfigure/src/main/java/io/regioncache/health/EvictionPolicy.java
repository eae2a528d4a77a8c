package io.regioncache.health;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Whether a server whose memory is full evicts what it should.
 */
final class EvictionPolicy {

	private static final String ANY_KEY = "allkeys-";

	private static final String NONE = "noeviction";

	private EvictionPolicy() {
	}

	/**
	 * Look for what is wrong with the policy.
	 * @param policy the server's maxmemory-policy, or {@code null} if it does not tell
	 * @param writtenBehind the caches whose changes must not be evicted
	 */
	static Optional<Finding> finding(@Nullable String policy, Collection<String> writtenBehind) {
		if (policy == null) {
			return Optional.empty();
		}
		return writtenBehind.isEmpty() ? ofCaches(policy) : ofChanges(policy, new TreeSet<>(writtenBehind));
	}

	private static Optional<Finding> ofCaches(String policy) {
		return policy.startsWith(ANY_KEY) ? Optional.empty()
				: Optional.of(new Finding("eviction-policy",
						"The server's maxmemory-policy is '%s': %s".formatted(policy,
								policy.equals(NONE) ? "once its memory is full, nothing more is cached"
										: "the library is safe with it, but it does not evict what is used least"),
						"CONFIG SET maxmemory-policy allkeys-lru"));
	}

	/**
	 * Changes have no time to live, and entries have one.
	 */
	private static Optional<Finding> ofChanges(String policy, Collection<String> caches) {
		return !policy.startsWith(ANY_KEY) ? Optional.empty() : Optional.of(new Finding("write-behind-eviction",
				"The server's maxmemory-policy is '%s': once its memory is full, it may evict changes of %s that are not yet written to the database"
					.formatted(policy, caches),
				"CONFIG SET maxmemory-policy volatile-lru"));
	}

}
