package io.regioncache.web;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.regioncache.caller.CallerContext;

/**
 * Finds the country of a caller, in the headers of proxies that are trusted.
 */
public final class Countries {

	private static final Set<String> KNOWN = Set.of(Locale.getISOCountries());

	private final List<String> headers;

	private final TrustedProxies proxies;

	/**
	 * Create a source of countries.
	 * @param headers the names of the headers that tell a country; the first that is
	 * there counts
	 * @param proxies who is believed
	 */
	public Countries(List<String> headers, TrustedProxies proxies) {
		this.headers = List.copyOf(headers);
		this.proxies = proxies;
	}

	boolean isEmpty() {
		return this.headers.isEmpty();
	}

	TrustedProxies proxies() {
		return this.proxies;
	}

	/**
	 * Return what a trusted proxy tells.
	 * @param values gives the values of a header
	 * @return the country by ISO 3166, one and the same for all that are not known
	 */
	String from(HeaderValues values) {
		for (String header : this.headers) {
			List<String> told = values.get(header);
			if (!told.isEmpty()) {
				return (told.size() == 1) ? normalize(told.get(0)) : CallerContext.UNKNOWN_COUNTRY;
			}
		}
		return CallerContext.UNKNOWN_COUNTRY;
	}

	private static String normalize(String told) {
		String country = told.strip().toUpperCase(Locale.ROOT);
		return KNOWN.contains(country) ? country : CallerContext.UNKNOWN_COUNTRY;
	}

	/**
	 * The headers of a request.
	 */
	@FunctionalInterface
	interface HeaderValues {

		List<String> get(String name);

	}

}
