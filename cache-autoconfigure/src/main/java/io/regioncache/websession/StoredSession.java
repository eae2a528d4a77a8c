package io.regioncache.websession;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * A session as it was read from a region.
 *
 * @param hash the fields, with their versions
 */
record StoredSession(Map<String, byte[]> hash) {

	/**
	 * Whether this is all of a session: a hash that was written to after it had expired
	 * would not be.
	 */
	boolean isWhole() {
		return id() != null && SessionFields.text(this.hash, SessionFields.INTERVAL) != null;
	}

	@Nullable String id() {
		return SessionFields.text(this.hash, SessionFields.ID);
	}

	Instant created() {
		return Instant.ofEpochMilli(number(SessionFields.text(this.hash, SessionFields.CREATED)));
	}

	Instant accessed() {
		byte[] millis = this.hash.get(SessionFields.ACCESSED);
		return Instant.ofEpochMilli((millis != null) ? number(new String(millis)) : 0);
	}

	Duration interval() {
		return Duration.ofSeconds(number(SessionFields.text(this.hash, SessionFields.INTERVAL)));
	}

	/**
	 * The epoch in which it began; empty if that is not known.
	 */
	String epoch() {
		String epoch = SessionFields.text(this.hash, SessionFields.EPOCH);
		return (epoch != null) ? epoch : "";
	}

	/**
	 * The hash of the user's name; empty without one.
	 */
	String user() {
		String user = SessionFields.text(this.hash, SessionFields.USER);
		return (user != null) ? user.split(" ", 2)[0] : "";
	}

	/**
	 * Whether a revocation of its user's sessions came after the login.
	 * @param revocations what is known of that user: {@code <issuer>:<number>} of each
	 * process that has revoked, separated by spaces
	 */
	boolean isRevokedBy(String revocations) {
		String user = SessionFields.text(this.hash, SessionFields.USER);
		String[] parts = (user != null) ? user.split(" ", 2) : new String[0];
		Map<String, Long> seen = numbers((parts.length == 2) ? parts[1] : "");
		return numbers(revocations).entrySet()
			.stream()
			.anyMatch((revoked) -> revoked.getValue() > seen.getOrDefault(revoked.getKey(), 0L));
	}

	static Map<String, Long> numbers(String revocations) {
		Map<String, Long> numbers = new HashMap<>();
		for (String each : revocations.split(" ")) {
			int colon = each.indexOf(':');
			if (colon > 0) {
				numbers.put(each.substring(0, colon), number(each.substring(colon + 1)));
			}
		}
		return numbers;
	}

	/**
	 * The encoded attributes by name.
	 */
	Map<String, byte[]> attributes() {
		Map<String, byte[]> attributes = new LinkedHashMap<>();
		for (String field : Set.copyOf(this.hash.keySet())) {
			byte[] content = field.startsWith(SessionFields.ATTRIBUTE) ? SessionFields.content(this.hash, field) : null;
			if (content != null) {
				attributes.put(field.substring(SessionFields.ATTRIBUTE.length()), content);
			}
		}
		return attributes;
	}

	private static long number(@Nullable String text) {
		try {
			return (text != null) ? Long.parseLong(text) : 0;
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
