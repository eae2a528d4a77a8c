package io.regioncache.audit;

import io.regioncache.annotation.PublicApi;
import org.jspecify.annotations.Nullable;

/**
 * Lets the auditor compare what a cache serves some time after an invalidation with what
 * its origin has. A bean of this type is asked for one cache, on the auditor's thread, a
 * few times a second at most.
 *
 * @param <T> the type of the values
 * @since 0.1
 */
@PublicApi
public interface AuditedOrigin<T> {

	/**
	 * Return which cache it is the origin of.
	 * @return the name of the cache
	 */
	String cacheName();

	/**
	 * Return the type that the cached method declares.
	 * @return the type of the values
	 */
	Class<T> type();

	/**
	 * Read a value where it comes from: not through the cache, and from the primary of a
	 * database.
	 * @param key the key: the plain text of a number, a text, a UUID or an enum constant,
	 * anything else as it stands in Redis, such as {@code k[2]4/i:424/s:de}
	 * @return the value; {@code null} if there is none, or it cannot be told
	 * @throws Exception if it cannot be read, which is no finding
	 */
	@Nullable T read(String key) throws Exception;

	/**
	 * Whether two values are the same.
	 * @param cached what the cache serves
	 * @param read what the origin has
	 * @return whether they are; by default, whether they are equal
	 */
	default boolean isSame(T cached, T read) {
		return cached.equals(read);
	}

}
