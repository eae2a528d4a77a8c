package io.regioncache.annotation;

/**
 * Names of caller attributes that can be part of a key, for {@link RegionCached#vary()
 * vary}. An application adds its own by any other name.
 *
 * @since 0.1
 */
@PublicApi
public final class Vary {

	/**
	 * The caller's country, as a trusted proxy tells it: two letters of ISO 3166-1. All
	 * unknown countries are one.
	 */
	public static final String COUNTRY = "COUNTRY";

	/**
	 * The part of the caller's country, as a trusted proxy tells it: a code of ISO
	 * 3166-2, such as {@code US-TX}. All unknown ones are one.
	 */
	public static final String SUBDIVISION = "SUBDIVISION";

	/**
	 * The caller's locale.
	 */
	public static final String LOCALE = "LOCALE";

	/**
	 * The tenant the caller belongs to. A call without one is refused.
	 */
	public static final String TENANT = "TENANT";

	/**
	 * Who the caller is. A call outside of any authentication is refused.
	 */
	public static final String PRINCIPAL = "PRINCIPAL";

	private Vary() {
	}

}
