package io.regioncache.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.springframework.http.HttpHeaders;

/**
 * Whether caches that several users share may store a response.
 * <p>
 * Each delivery network has response headers of its own that it heeds more than
 * {@code Cache-Control}. They are recognized by how their names end, such as
 * {@code Surrogate-Control} or {@code X-Accel-Expires}, because a list of names ages.
 */
final class Cacheability {

	private static final Set<String> LIFETIMES = Set.of("expires", "ttl", "age", "maxage");

	/**
	 * Words in the name of a lifetime that is meant for caches, not that of a session.
	 */
	private static final Set<String> DELIVERY = Set.of("accel", "cache", "cdn", "edge", "proxy", "shared", "surrogate");

	/**
	 * For browsers, like no other header that ends in {@code -Control}.
	 */
	private static final Set<String> FOR_BROWSERS = Set.of("cache-control", "x-dns-prefetch-control");

	private static final List<String> SHARING = List.of("public", "s-maxage", "private");

	private Cacheability() {
	}

	/**
	 * Return whether a response says that shared caches may store it.
	 * @param headers its headers
	 * @return whether it says so
	 */
	static boolean isShared(ResponseHeaders headers) {
		for (String name : headers.names()) {
			if (isTargeted(name) && !isForbidden(name, headers)) {
				return true;
			}
		}
		List<String> directives = directives(headers, HttpHeaders.CACHE_CONTROL);
		return !isPrivate(directives) && (!directives.isEmpty() || !headers.get(HttpHeaders.EXPIRES).isEmpty());
	}

	/**
	 * Return whether a header may change who is allowed to store a response.
	 * @param name the name of the header
	 * @return whether it may
	 */
	static boolean isDecidedBy(String name) {
		return isTargeted(name) || name.equalsIgnoreCase(HttpHeaders.CACHE_CONTROL)
				|| name.equalsIgnoreCase(HttpHeaders.EXPIRES);
	}

	private static boolean isTargeted(String name) {
		String header = name.toLowerCase(Locale.ROOT);
		return (header.endsWith("-control") && !FOR_BROWSERS.contains(header)) || isLifetime(header);
	}

	private static boolean isLifetime(String name) {
		List<String> words = List.of(name.toLowerCase(Locale.ROOT).split("-"));
		return LIFETIMES.contains(words.get(words.size() - 1)) && words.stream().anyMatch(DELIVERY::contains);
	}

	private static boolean isForbidden(String name, ResponseHeaders headers) {
		List<String> directives = directives(headers, name);
		return isLifetime(name) ? directives.equals(List.of("0")) : directives.isEmpty() || isPrivate(directives);
	}

	/**
	 * Forbid shared caches to store a response. What the user's own cache may do remains;
	 * where nothing is said of that, it may not. Others, such as Spring Security, would
	 * say so themselves, but only where they find nothing.
	 * @param headers its headers
	 */
	static void makePrivate(ResponseHeaders headers) {
		for (String name : headers.names()) {
			if (isTargeted(name) && !isForbidden(name, headers)) {
				headers.set(name, List.of(isLifetime(name) ? "0" : "no-store"));
			}
		}
		List<String> directives = directives(headers, HttpHeaders.CACHE_CONTROL);
		if (!isPrivate(directives)) {
			boolean silent = directives.isEmpty() && headers.get(HttpHeaders.EXPIRES).isEmpty();
			headers.set(HttpHeaders.CACHE_CONTROL, List.of(String.join(", ", unshared(directives, silent))));
		}
	}

	private static List<String> unshared(List<String> directives, boolean silent) {
		List<String> kept = new ArrayList<>(directives);
		kept.removeIf((directive) -> SHARING.contains(name(directive)));
		kept.add("private");
		if (silent) {
			kept.add("no-store");
		}
		return kept;
	}

	/**
	 * With field names, as in {@code private="Set-Cookie"}, the rest may be stored.
	 */
	private static boolean isPrivate(List<String> directives) {
		return directives.stream()
			.anyMatch((directive) -> directive.equalsIgnoreCase("private") || directive.equalsIgnoreCase("no-store"));
	}

	private static List<String> directives(ResponseHeaders headers, String name) {
		List<String> directives = new ArrayList<>();
		for (String line : headers.get(name)) {
			split(line, directives);
		}
		return directives;
	}

	private static void split(String line, List<String> directives) {
		boolean quoted = false;
		int start = 0;
		for (int i = 0; i <= line.length(); i++) {
			if (i < line.length() && line.charAt(i) == '"') {
				quoted = !quoted;
			}
			if (i == line.length() || (line.charAt(i) == ',' && !quoted)) {
				add(line.substring(start, i).trim(), directives);
				start = i + 1;
			}
		}
	}

	private static void add(String directive, List<String> directives) {
		if (!directive.isEmpty()) {
			directives.add(directive);
		}
	}

	private static String name(String directive) {
		int end = directive.indexOf('=');
		return ((end >= 0) ? directive.substring(0, end) : directive).trim().toLowerCase(Locale.ROOT);
	}

}
