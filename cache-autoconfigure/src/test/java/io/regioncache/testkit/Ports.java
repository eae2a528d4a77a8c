package io.regioncache.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free loopback ports that stay free while their server is down. They lie below the range
 * from which systems take the ports of outgoing connections: a client that keeps trying
 * to reach a port of that range while nobody listens ends up connected to itself. Each of
 * the JVMs in which tests run side by side has ports of its own.
 */
public final class Ports {

	private static final int LOWEST = 11_000;

	private static final int HIGHEST = 32_000;

	private static final int BUS = 10_000;

	private static final int JVMS = 8;

	private static final int JVM = Integer.getInteger("surefire.forkNumber", 0) % JVMS;

	private static final Set<Integer> taken = ConcurrentHashMap.newKeySet();

	private Ports() {
	}

	/**
	 * Finds a port that this JVM will not give again.
	 * @return the port
	 */
	public static int next() {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int port = between(LOWEST, HIGHEST);
			if (isFree(port) && taken.add(port)) {
				return port;
			}
		}
		throw new IllegalStateException("No free port between " + LOWEST + " and " + HIGHEST);
	}

	/**
	 * Finds a port for a node of a cluster, which also listens at the one that is 10,000
	 * higher.
	 * @return the port; this JVM will give neither again
	 */
	static int nextOfCluster() {
		for (int attempt = 0; attempt < 1000; attempt++) {
			int port = between(LOWEST, HIGHEST - BUS);
			if (isFree(port) && isFree(port + BUS) && taken.add(port)) {
				if (taken.add(port + BUS)) {
					return port;
				}
			}
		}
		throw new IllegalStateException("No two free ports between " + LOWEST + " and " + HIGHEST);
	}

	private static int between(int lowest, int highest) {
		return ThreadLocalRandom.current().nextInt(lowest, highest) / JVMS * JVMS + JVM;
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket()) {
			socket.setReuseAddress(true);
			socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
			return true;
		}
		catch (IOException ex) {
			return false;
		}
	}

}
