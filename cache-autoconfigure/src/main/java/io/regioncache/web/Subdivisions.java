package io.regioncache.web;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.regioncache.annotation.Vary;
import io.regioncache.caller.CallerAttribute;
import io.regioncache.caller.CallerRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the part of its country that a caller is in, in the headers of proxies that are
 * trusted. Some tell the whole code of ISO 3166-2, {@code US-TX}, and others only what
 * follows the country.
 */
public final class Subdivisions implements CallerAttribute {

	private static final Pattern CODE = Pattern.compile("(?:([A-Z]{2})-)?([A-Z0-9]{1,3})");

	private final List<String> headers;

	private final Countries countries;

	/**
	 * Create a source of subdivisions.
	 * @param headers the names of the headers that tell one; the first that is there
	 * counts
	 * @param countries finds the country it belongs to
	 */
	public Subdivisions(List<String> headers, Countries countries) {
		this.headers = List.copyOf(headers);
		this.countries = countries;
	}

	@Override
	public String name() {
		return Vary.SUBDIVISION;
	}

	@Override
	public String read(CallerRequest request) {
		String told = request.trusted(this.headers);
		Matcher code = CODE.matcher((told != null) ? told.strip().toUpperCase(Locale.ROOT) : "");
		return code.matches() ? of(code.group(1), code.group(2), this.countries.read(request)) : Countries.UNKNOWN;
	}

	/**
	 * The subdivision, unless it is one of another country than the caller's.
	 */
	private static String of(@Nullable String named, String part, String known) {
		boolean unknown = named != null && known.equals(Countries.UNKNOWN);
		String country = unknown ? Countries.normalize(named) : known;
		boolean fits = !country.equals(Countries.UNKNOWN) && (named == null || named.equals(country));
		return fits ? country + "-" + part : Countries.UNKNOWN;
	}

	@Override
	public Object value() {
		Object told = CallerAttribute.super.value();
		return (told != null) ? told : Countries.UNKNOWN;
	}

}
