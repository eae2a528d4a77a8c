package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Sends signals to processes that this JVM has started.
 */
final class Signals {

	private Signals() {
	}

	/**
	 * Sends a signal without waiting for its effect.
	 * @param process the process
	 * @param name the signal's name without prefix, such as {@code KILL}
	 */
	static void send(Process process, String name) {
		if (name.equals("KILL")) {
			process.destroyForcibly();
			return;
		}
		try {
			new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).inheritIO().start().waitFor();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
