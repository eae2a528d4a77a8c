package io.regioncache.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A JVM with the test's class path that can be killed and frozen. It ends when this JVM
 * ends, in whatever way.
 */
public final class ChildJvm implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final Process process;

	private final List<String> output = new CopyOnWriteArrayList<>();

	private ChildJvm(Process process, String name) {
		this.process = process;
		Thread reader = new Thread(this::read, "output-of-" + name);
		reader.setDaemon(true);
		reader.start();
	}

	/**
	 * Starts a JVM. It takes over the system properties of the test kit.
	 * @param main the class with the {@code main} method
	 * @param arguments its arguments
	 * @return the JVM, which may not have reached {@code main} yet
	 */
	public static ChildJvm start(Class<?> main, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:+UseSerialGC",
						"-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
		System.getProperties().stringPropertyNames().forEach((name) -> {
			if (name.startsWith("regioncache.")) {
				command.add("-D" + name + "=" + System.getProperty(name));
			}
		});
		command.add(ChildMain.class.getName());
		command.add(main.getName());
		command.addAll(List.of(arguments));
		try {
			return new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start(), main.getSimpleName());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public ProcessHandle handle() {
		return this.process.toHandle();
	}

	public boolean running() {
		return this.process.isAlive();
	}

	/**
	 * Returns what it has written to its standard output and error so far.
	 * @return the lines
	 */
	public List<String> output() {
		return List.copyOf(this.output);
	}

	/**
	 * Waits until it has written a line that begins in a certain way.
	 * @param prefix how the line begins
	 * @return the rest of the first such line
	 */
	public String awaitLine(String prefix) {
		try {
			Awaitility.await().pollDelay(Duration.ZERO).until(() -> find(prefix).size() > 0 || !running());
		}
		catch (ConditionTimeoutException ex) {
			throw new IllegalStateException("No line begins with '" + prefix + "': " + this.output, ex);
		}
		if (find(prefix).isEmpty()) {
			awaitEnd();
		}
		return find(prefix).stream()
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(
					"It ended before a line began with '" + prefix + "': " + this.output));
	}

	private List<String> find(String prefix) {
		return this.output.stream()
			.filter((line) -> line.startsWith(prefix))
			.map((line) -> line.substring(prefix.length()))
			.toList();
	}

	/**
	 * Ends it at once, as a crash would.
	 */
	public void kill() {
		Signals.send(this.process, "KILL");
		awaitEnd();
	}

	/**
	 * Freezes it: its connections stay open, and nothing in it runs.
	 */
	public void pause() {
		Signals.send(this.process, "STOP");
	}

	public void resume() {
		Signals.send(this.process, "CONT");
	}

	/**
	 * Waits until it has ended.
	 * @return its exit code
	 */
	public int awaitEnd() {
		try {
			if (!this.process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
				throw new IllegalStateException("Process " + this.process.pid() + " did not end: " + this.output);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
		return this.process.exitValue();
	}

	private void read() {
		try (BufferedReader reader = this.process.inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				this.output.add(line);
			}
		}
		catch (IOException ex) {
			// It has been killed
		}
	}

	@Override
	public void close() {
		kill();
	}

}
