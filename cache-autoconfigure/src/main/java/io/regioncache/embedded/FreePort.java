package io.regioncache.embedded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds a loopback port that nobody listens at.
 * <p>
 * It lies below the range from which systems take the ports of outgoing connections: a
 * client that keeps trying to reach a killed server at a port of that range may end up
 * connected to itself, and the server could not have its port back.
 */
final class FreePort {

	/**
	 * The host all servers listen at.
	 */
	public static final String HOST = "127.0.0.1";

	private static final int LOWEST = 10_000;

	private static final int HIGHEST = 32_000;

	private static final int ATTEMPTS = 1000;

	private FreePort() {
	}

	static int find() {
		for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
			int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
			if (isFree(port)) {
				return port;
			}
		}
		throw new EmbeddedRedisException("There is no free port at " + HOST + " between " + LOWEST + " and " + HIGHEST
				+ ". Set 'regions.endpoints.<region>.url' to a Redis of your own.", null);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(HOST, port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
