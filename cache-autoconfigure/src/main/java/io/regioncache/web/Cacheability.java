package io.regioncache.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.springframework.http.HttpHeaders;

/**
 * Whether caches that several users share may store a response.
 */
final class Cacheability {

	/**
	 * What content delivery networks heed more than {@code Cache-Control}.
	 */
	private static final List<String> TARGETED = List.of("CDN-Cache-Control", "Cloudflare-CDN-Cache-Control",
			"Vercel-CDN-Cache-Control", "Surrogate-Control");

	private static final List<String> SHARING = List.of("public", "s-maxage", "private");

	private Cacheability() {
	}

	/**
	 * Return whether a response says that shared caches may store it.
	 * @param headers its headers
	 * @return whether it says so
	 */
	static boolean isShared(ResponseHeaders headers) {
		for (String name : TARGETED) {
			List<String> directives = directives(headers, name);
			if (!directives.isEmpty() && !isPrivate(directives)) {
				return true;
			}
		}
		List<String> directives = directives(headers, HttpHeaders.CACHE_CONTROL);
		return !isPrivate(directives) && (!directives.isEmpty() || !headers.get(HttpHeaders.EXPIRES).isEmpty());
	}

	/**
	 * Forbid shared caches to store a response. What the user's own cache may do remains;
	 * where nothing is said of that, it may not. Others, such as Spring Security, would
	 * say so themselves, but only where they find nothing.
	 * @param headers its headers
	 */
	static void makePrivate(ResponseHeaders headers) {
		for (String name : TARGETED) {
			if (!headers.get(name).isEmpty()) {
				headers.set(name, List.of("no-store"));
			}
		}
		List<String> directives = directives(headers, HttpHeaders.CACHE_CONTROL);
		if (isPrivate(directives)) {
			return;
		}
		List<String> kept = new ArrayList<>(directives);
		kept.removeIf((directive) -> SHARING.contains(name(directive)));
		kept.add("private");
		if (directives.isEmpty() && headers.get(HttpHeaders.EXPIRES).isEmpty()) {
			kept.add("no-store");
		}
		headers.set(HttpHeaders.CACHE_CONTROL, List.of(String.join(", ", kept)));
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
				String directive = line.substring(start, i).trim();
				if (!directive.isEmpty()) {
					directives.add(directive);
				}
				start = i + 1;
			}
		}
	}

	private static String name(String directive) {
		int end = directive.indexOf('=');
		return ((end >= 0) ? directive.substring(0, end) : directive).trim().toLowerCase(Locale.ROOT);
	}

}
