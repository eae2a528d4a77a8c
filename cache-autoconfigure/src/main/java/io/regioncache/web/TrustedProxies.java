package io.regioncache.web;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The peers whose headers are believed: proxies of the same owner, by their addresses.
 */
public final class TrustedProxies {

	/**
	 * Anything else might be looked up as a name.
	 */
	private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

	private final List<Range> ranges;

	/**
	 * Create a list of proxies.
	 * @param ranges each an address, or a range as in {@code 10.0.0.0/8} or
	 * {@code fd00::/8}
	 * @throws IllegalArgumentException if one of them is neither
	 */
	public TrustedProxies(List<String> ranges) {
		this.ranges = ranges.stream().map(Range::parse).toList();
	}

	boolean include(@Nullable String address) {
		return include(parse(address));
	}

	boolean include(@Nullable InetAddress address) {
		return address != null && this.ranges.stream().anyMatch((range) -> range.contains(address.getAddress()));
	}

	/**
	 * Read an address, without looking it up as a name.
	 * @param text what may be an address
	 * @return the address, or {@code null} if it is none
	 */
	static @Nullable InetAddress parse(@Nullable String text) {
		int zone = (text != null) ? text.indexOf('%') : -1;
		String address = (text != null && zone >= 0) ? text.substring(0, zone) : text;
		return (address != null && ADDRESS.matcher(address).matches()) ? literal(address) : null;
	}

	private static @Nullable InetAddress literal(String address) {
		try {
			return InetAddress.getByName(address);
		}
		catch (UnknownHostException ex) {
			return null;
		}
	}

	private record Range(byte[] network, int bits) {

		static Range parse(String text) {
			int slash = text.indexOf('/');
			InetAddress address = TrustedProxies.parse((slash >= 0) ? text.substring(0, slash) : text);
			if (address != null) {
				int most = address.getAddress().length * 8;
				int bits = (slash >= 0) ? number(text.substring(slash + 1)) : most;
				if (bits >= 0 && bits <= most) {
					return new Range(address.getAddress(), bits);
				}
			}
			throw new IllegalArgumentException("'" + text
					+ "' is no range of addresses. Write an address, or one with a length, such as 10.0.0.0/8 or fd00::/8.");
		}

		private static int number(String text) {
			return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
		}

		boolean contains(byte[] address) {
			if (address.length != this.network.length) {
				return false;
			}
			for (int bit = 0; bit < this.bits; bit++) {
				int mask = 0x80 >> (bit % 8);
				if ((address[bit / 8] & mask) != (this.network[bit / 8] & mask)) {
					return false;
				}
			}
			return true;
		}

	}

}
