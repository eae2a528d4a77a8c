package io.regioncache.annotation;

/**
 * By what of its caller a cached value differs, besides its key.
 */
public enum Vary {

	/**
	 * The caller's country, as a trusted proxy tells it; all unknown countries are one.
	 */
	COUNTRY,

	/**
	 * The caller's locale.
	 */
	LOCALE,

	/**
	 * The tenant the caller belongs to. A call without one is refused.
	 */
	TENANT,

	/**
	 * Who the caller is. A call outside of any authentication is refused.
	 */
	PRINCIPAL

}
