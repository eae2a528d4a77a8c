package io.regioncache.testkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import redis.embedded.RedisExecProvider;

/**
 * Runs the server that {@code embedded-redis} carries, or the one that the system
 * property {@code regioncache.test.redis-server} names.
 */
final class ProcessRunner implements ServerRunner {

	private static final class Binary {

		static final String PATH = find();

		private static String find() {
			String given = System.getProperty("regioncache.test.redis-server");
			if (given != null) {
				Path server = Path.of(given).toAbsolutePath();
				if (!Files.isExecutable(server)) {
					throw new IllegalStateException(
							"Set -Dregioncache.test.redis-server to the path of a server. This is none: " + given);
				}
				return server.toString();
			}
			try {
				return RedisExecProvider.defaultProvider().get().getAbsolutePath();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

	}

	/**
	 * Whether clients tell the servers of these tests their name and version, which
	 * begins with Redis 7.2.
	 */
	static boolean hearsOfClients() {
		try {
			Process process = new ProcessBuilder(Binary.PATH, "--version").start();
			String version = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			return !version.contains(" v=7.0.");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private final String binary;

	private final Map<String, String> environment;

	private @Nullable Process process;

	ProcessRunner() {
		this(Binary.PATH, Map.of());
	}

	ProcessRunner(String binary, Map<String, String> environment) {
		this.binary = binary;
		this.environment = environment;
	}

	@Override
	public void start(Path directory, List<String> arguments) {
		List<String> command = new ArrayList<>(List.of(this.binary, "redis.conf"));
		command.addAll(arguments);
		File output = directory.resolve("output.log").toFile();
		try {
			ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.appendTo(output));
			builder.environment().putAll(this.environment);
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public boolean running() {
		return this.process != null && this.process.isAlive();
	}

	@Override
	public void signal(String name) {
		Signals.send(Objects.requireNonNull(this.process), name);
	}

	@Override
	public void awaitEnd() {
		Process process = Objects.requireNonNull(this.process);
		try {
			if (!process.waitFor(20, TimeUnit.SECONDS)) {
				throw new IllegalStateException("Process " + process.pid() + " did not end");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() {
		if (running()) {
			signal("KILL");
			awaitEnd();
		}
	}

}
