package io.regioncache.audit;

import java.time.Instant;
import java.util.List;

/**
 * A value that was served although it had been invalidated.
 *
 * @param at when it was found
 * @param region the region that serves it
 * @param afterSeconds how long after the invalidation it was looked for
 * @param entry which entry it is
 * @param history what has happened to the key since, in sentences
 */
public record AuditViolation(Instant at, String region, long afterSeconds, AuditedKey entry, List<String> history) {

	public AuditViolation {
		history = List.copyOf(history);
	}

	/**
	 * Which entry is served.
	 *
	 * @param cache the name of its cache
	 * @param keyHash a hash of its cache and key, as in the field of its marker
	 * @param invalidatedBy what was invalidated: {@code key}, {@code tag}, {@code cache}
	 * or {@code everything}
	 */
	public record AuditedKey(String cache, String keyHash, String invalidatedBy) {

	}

}
