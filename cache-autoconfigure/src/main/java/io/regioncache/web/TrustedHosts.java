package io.regioncache.web;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The hosts that are told what their callers have written: services of the same owner,
 * which share the secret.
 */
public final class TrustedHosts {

	private static final Pattern PATTERN = Pattern
		.compile("(\\*|(\\*\\.)?([a-zA-Z0-9_.-]*[a-zA-Z0-9_-]|\\[[0-9a-fA-F:.]+\\]))(:[0-9]{1,5})?");

	private final List<Trusted> trusted;

	/**
	 * Create a list of hosts.
	 * @param patterns each the name of a host, {@code *.} and the end of its name, or
	 * {@code *} for all; optionally with a colon and a port
	 * @throws IllegalArgumentException if one of them is none of these
	 */
	public TrustedHosts(List<String> patterns) {
		this.trusted = patterns.stream().map(Trusted::parse).toList();
	}

	/**
	 * Return whether no host is trusted.
	 * @return whether the list is empty
	 */
	public boolean isEmpty() {
		return this.trusted.isEmpty();
	}

	boolean include(URI uri) {
		String host = host(uri);
		if (host == null) {
			return false;
		}
		for (Trusted each : this.trusted) {
			if (each.includes(host, port(uri))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Names with an underscore, as in {@code http://my_service/}, are no hosts to
	 * {@link URI}.
	 */
	private static @Nullable String host(URI uri) {
		String host = uri.getHost();
		if (host == null && uri.getAuthority() != null) {
			String authority = uri.getAuthority();
			host = authority.substring(authority.lastIndexOf('@') + 1).replaceFirst(":[0-9]*$", "");
		}
		return (host != null) ? host.toLowerCase(Locale.ROOT) : null;
	}

	private static int port(URI uri) {
		String authority = uri.getAuthority();
		if (uri.getPort() >= 0) {
			return uri.getPort();
		}
		int colon = (uri.getHost() == null) ? authority.lastIndexOf(':') : -1;
		if (colon >= 0 && authority.length() > colon + 1 && authority.length() <= colon + 6) {
			return Integer.parseInt(authority, colon + 1, authority.length(), 10);
		}
		return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
	}

	/**
	 * One pattern.
	 *
	 * @param name the name, or the end of it with its dot; empty for all
	 * @param whole whether it is the whole name
	 * @param port the port, or -1 for any
	 */
	private record Trusted(String name, boolean whole, int port) {

		static Trusted parse(String pattern) {
			if (!PATTERN.matcher(pattern).matches()) {
				throw new IllegalArgumentException((pattern.contains("@") ? "A URL" : "'" + pattern + "'")
						+ " is not a host. Write its name without scheme and path, such as orders.example.com, "
						+ "*.example.com or localhost:8081.");
			}
			String host = pattern.toLowerCase(Locale.ROOT);
			int colon = host.endsWith("]") ? -1 : host.lastIndexOf(':');
			int port = (colon >= 0) ? Integer.parseInt(host.substring(colon + 1)) : -1;
			String name = (colon >= 0) ? host.substring(0, colon) : host;
			return name.startsWith("*") ? new Trusted(name.substring(1), false, port) : new Trusted(name, true, port);
		}

		boolean includes(String host, int port) {
			return (this.port < 0 || this.port == port)
					&& (this.whole ? host.equals(this.name) : host.endsWith(this.name));
		}

	}

}
