package io.regioncache.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/**
 * Finds a loopback port that nobody listens at.
 */
final class FreePort {

	private FreePort() {
	}

	static int find() {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(EmbeddedRegions.HOST))) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new EmbeddedRedisException("There is no free port at " + EmbeddedRegions.HOST, ex);
		}
	}

}
