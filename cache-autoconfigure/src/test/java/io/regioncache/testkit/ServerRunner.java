package io.regioncache.testkit;

import java.nio.file.Path;
import java.util.List;

/**
 * How a server runs: as a process of this machine, or in a container that shares the
 * machine's network. Its directory is one of this machine either way.
 */
interface ServerRunner {

	/**
	 * Starts the server on the {@code redis.conf} of its directory.
	 * @param directory the server's working directory
	 * @param arguments what follows the configuration file on the command line
	 */
	void start(Path directory, List<String> arguments);

	boolean running();

	/**
	 * Sends a signal without waiting for its effect.
	 * @param name the signal's name without prefix, such as {@code KILL}
	 */
	void signal(String name);

	/**
	 * Waits until the server is gone after a signal that ends it.
	 */
	void awaitEnd();

	void close();

	/**
	 * Chooses by the system property {@code regioncache.test.servers}, {@code processes}
	 * (default) or {@code containers}.
	 * @return a runner for one server
	 */
	static ServerRunner create() {
		String kind = System.getProperty("regioncache.test.servers", "processes");
		return switch (kind) {
			case "processes" -> new ProcessRunner();
			case "containers" -> new ContainerRunner();
			default -> throw new IllegalStateException("The system property 'regioncache.test.servers' is '" + kind
					+ "': use 'processes' or 'containers'");
		};
	}

}
