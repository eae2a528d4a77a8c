package io.regioncache.web;

import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Finds the address a request comes from: its peer, or what trusted proxies tell of
 * theirs, the nearest one first. What stands before the first hop that is no trusted
 * proxy may be forged, and is not looked at.
 */
final class ClientAddresses {

	static final String FORWARDED_FOR = "X-Forwarded-For";

	/**
	 * A client of IPv6 has a network of its own, with any number of addresses.
	 */
	private static final int NETWORK_BYTES = 8;

	private final TrustedProxies proxies;

	ClientAddresses(TrustedProxies proxies) {
		this.proxies = proxies;
	}

	/**
	 * Return where a request comes from.
	 * @param peer who has opened the connection
	 * @param lines what the request says in {@value #FORWARDED_FOR}
	 * @return the address, or {@code null} if it is unknown
	 */
	@Nullable String find(@Nullable InetAddress peer, List<String> lines) {
		List<String> hops = lines.stream().flatMap((line) -> Stream.of(line.split(","))).toList();
		InetAddress client = peer;
		for (int i = hops.size() - 1; i >= 0 && this.proxies.include(client); i--) {
			InetAddress hop = TrustedProxies.parse(address(hops.get(i).strip()));
			if (hop == null) {
				break;
			}
			client = hop;
		}
		return text(client);
	}

	/**
	 * Some proxies add the port: {@code 203.0.113.9:4711}, {@code [2001:db8::1]:4711}.
	 */
	private static String address(String hop) {
		if (hop.startsWith("[")) {
			int end = hop.indexOf(']');
			return (end > 0) ? hop.substring(1, end) : hop;
		}
		int colon = hop.indexOf(':');
		return (colon >= 0 && colon == hop.lastIndexOf(':')) ? hop.substring(0, colon) : hop;
	}

	static @Nullable String text(@Nullable InetAddress address) {
		if (address == null) {
			return null;
		}
		byte[] bytes = address.getAddress();
		return (bytes.length > NETWORK_BYTES) ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES)
				: address.getHostAddress();
	}

}
