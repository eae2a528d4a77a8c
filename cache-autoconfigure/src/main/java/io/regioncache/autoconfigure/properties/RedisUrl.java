package io.regioncache.autoconfigure.properties;

import java.net.URI;
import java.net.URISyntaxException;

import io.regioncache.region.RegionConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails.Node;

/**
 * A Redis URL such as {@code rediss://user:password@example.com:6380/2}.
 *
 * @param ssl whether the connection uses TLS
 * @param host the host
 * @param port the port, 6379 if the URL names none
 * @param database the database, 0 if the URL names none
 * @param username the ACL user, if any
 * @param password the password, if any
 */
public record RedisUrl(boolean ssl, String host, int port, int database, @Nullable String username,
		@Nullable String password) {

	private static final int DEFAULT_PORT = 6379;

	/**
	 * Does not show the password.
	 */
	@Override
	public String toString() {
		return "RedisUrl[ssl=%s, host=%s, port=%d, database=%d]".formatted(this.ssl, this.host, this.port,
				this.database);
	}

	public static RedisUrl parse(String property, String url) {
		URI uri = uri(property, url);
		if (String.valueOf(uri.getRawSchemeSpecificPart()).replaceFirst("^//[^/?]*", "").contains("@")
				|| String.valueOf(uri.getRawFragment()).contains("@")) {
			throw malformed(property, "its password contains '/', '?' or '#'");
		}
		boolean ssl = "rediss".equals(uri.getScheme());
		if (!ssl && !"redis".equals(uri.getScheme())) {
			throw malformed(property, "its scheme must be 'redis' or 'rediss'");
		}
		if (uri.getHost() == null) {
			throw malformed(property, "it has no host, or one that is no valid host name");
		}
		return of(property, uri, ssl);
	}

	private static RedisUrl of(String property, URI uri, boolean ssl) {
		String userInfo = uri.getUserInfo();
		int colon = (userInfo != null) ? userInfo.indexOf(':') : -1;
		String username = (userInfo != null && colon > 0) ? userInfo.substring(0, colon) : null;
		String password = (userInfo != null) ? userInfo.substring(colon + 1) : null;
		int port = (uri.getPort() != -1) ? port(property, uri.getPort()) : DEFAULT_PORT;
		return new RedisUrl(ssl, uri.getHost(), port, database(property, uri.getPath()), username, password);
	}

	public static Node node(String property, String node) {
		int colon = node.lastIndexOf(':');
		if (isUrl(node)) {
			throw new RegionConfigurationException("'" + property + "' contains a URL, but a node is a 'host:port'.",
					"Write each node as 'host:port', for example 'redis-1.example.com:6379', and the password as "
							+ "'password' of the endpoint.");
		}
		if (colon > 0) {
			try {
				return new Node(node.substring(0, colon).strip(),
						port(property, Integer.parseInt(node.substring(colon + 1).strip())));
			}
			catch (NumberFormatException ex) {
				// reported below
			}
		}
		throw new RegionConfigurationException("'" + node + "' in '" + property + "' is not a 'host:port'.",
				"Write each node as 'host:port', for example 'redis-1.example.com:6379'.");
	}

	/**
	 * Return whether a text may be a URL, and so may hold a password.
	 */
	public static boolean isUrl(String text) {
		return text.contains("@") || text.contains("://");
	}

	/**
	 * Refuse a host that would only fail when it is connected to. The text is not shown:
	 * in place of a host somebody may have written a URL with a password.
	 */
	public static String host(String endpoint, String host) {
		boolean port = host.indexOf(':') != -1 && host.indexOf(':') == host.lastIndexOf(':');
		if (port || !host.matches("[^\\s/@,]+")) {
			throw new RegionConfigurationException("'" + endpoint + ".host' is no host name.",
					"Write a name such as 'redis.example.com' there and the port as '" + endpoint
							+ ".port', or both as '" + endpoint + ".url=redis://redis.example.com:6379'.");
		}
		return host;
	}

	public static int database(String property, int database) {
		if (database < 0) {
			throw new RegionConfigurationException(
					"'" + property + "' is " + database + ", but it must not be negative.",
					"Set '" + property + "' to the number of a database, such as 0.");
		}
		return database;
	}

	private static URI uri(String property, String url) {
		try {
			return new URI(url.strip());
		}
		catch (URISyntaxException ex) {
			// neither the URL nor the cause is shown: they hold the password
			throw malformed(property, "it cannot be read as a URL");
		}
	}

	public static int port(String property, int port) {
		if (port < 1 || port > 65535) {
			throw new RegionConfigurationException("The port " + port + " in '" + property + "' is out of range.",
					"Use a port from 1 to 65535.");
		}
		return port;
	}

	private static int database(String property, @Nullable String path) {
		if (path == null || path.isEmpty() || path.equals("/")) {
			return 0;
		}
		try {
			return Integer.parseUnsignedInt(path.substring(1));
		}
		catch (NumberFormatException ex) {
			throw malformed(property, "its path must be the number of a database, not '" + path + "'");
		}
	}

	private static RegionConfigurationException malformed(String property, String reason) {
		return new RegionConfigurationException("'" + property + "' is malformed: " + reason + ".", "Write '" + property
				+ "' as 'redis://user:password@host:port/database', or 'rediss://' for TLS, with special characters percent-encoded.");
	}

}
