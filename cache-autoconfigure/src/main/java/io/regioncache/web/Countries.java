package io.regioncache.web;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the country of a caller, in the headers of proxies that are trusted.
 */
public final class Countries implements CallerAttribute {

	/**
	 * The country of those whose country is not known.
	 */
	public static final String UNKNOWN = "ZZ";

	private static final Set<String> KNOWN = Set.of(Locale.getISOCountries());

	private final List<String> headers;

	/**
	 * Create a source of countries.
	 * @param headers the names of the headers that tell a country; the first that is
	 * there counts
	 */
	public Countries(List<String> headers) {
		this.headers = List.copyOf(headers);
	}

	@Override
	public String name() {
		return Vary.COUNTRY;
	}

	@Override
	public String read(CallerRequest request) {
		return normalize(request.trusted(this.headers));
	}

	@Override
	public Object value() {
		Object told = CallerAttribute.super.value();
		return (told != null) ? told : UNKNOWN;
	}

	static String normalize(@Nullable String told) {
		String country = (told != null) ? told.strip().toUpperCase(Locale.ROOT) : UNKNOWN;
		return KNOWN.contains(country) ? country : UNKNOWN;
	}

}
