package io.regioncache.ratelimit;

import java.util.function.Function;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerContext;
import org.jspecify.annotations.Nullable;

/**
 * What callers have a bucket of their own by.
 */
public enum CallerKey {

	/**
	 * Nothing: all share one bucket.
	 */
	ALL,

	/**
	 * Who they are. Those who have not said so are told apart by address.
	 */
	PRINCIPAL,

	/**
	 * The tenant they belong to, as a {@code CallerAttribute} tells it. Those without one
	 * are told apart by address.
	 */
	TENANT,

	/**
	 * The network address they call from.
	 */
	CLIENT_ADDRESS;

	/**
	 * Return the key of a caller.
	 * @param attributes gives the principal or the tenant of the caller
	 * @param context what its request tells of it
	 * @return the key
	 */
	public String of(Function<String, @Nullable Object> attributes, @Nullable CallerContext context) {
		Object value = switch (this) {
			case ALL -> "";
			case PRINCIPAL -> attributes.apply(Vary.PRINCIPAL);
			case TENANT -> attributes.apply(Vary.TENANT);
			case CLIENT_ADDRESS -> null;
		};
		boolean unknown = value == null || (this == PRINCIPAL && CallerContext.ANONYMOUS.equals(value));
		return unknown ? "address:" + ((context != null) ? context.address() : null) : name() + ':' + value;
	}

}
