package io.regioncache.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The wall clock of servers, which can jump. It takes a C compiler and a server that is
 * linked dynamically, as those of Linux distributions are, at {@code /usr/bin} or where
 * the system property {@code regioncache.test.dynamic-redis-server} says.
 */
public final class ServerClock implements AutoCloseable {

	private static final String PROPERTY = "regioncache.test.dynamic-redis-server";

	private final WorkDirectory directory = WorkDirectory.create();

	private final Path library = this.directory.path().resolve("clock.so");

	private final Path file = this.directory.path().resolve("clock");

	private final SharedCounters ahead = SharedCounters.inFile(this.file, 1);

	private ServerClock() {
		Path source = this.directory.path().resolve("clock.c");
		try (InputStream stream = Objects.requireNonNull(ServerClock.class.getResourceAsStream("clock.c"))) {
			Files.copy(stream, source);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		if (!succeeds("cc", "-O2", "-shared", "-fPIC", "-o", this.library.toString(), source.toString())) {
			throw new IllegalStateException("The clock cannot be compiled");
		}
	}

	/**
	 * Makes a clock that is right.
	 * @return the clock
	 * @throws IllegalStateException if there is no compiler
	 */
	public static ServerClock create() {
		return new ServerClock();
	}

	/**
	 * Returns whether this machine has what it takes.
	 * @return whether it has a compiler and a server
	 */
	public static boolean isAvailable() {
		return binary() != null && succeeds("cc", "--version");
	}

	/**
	 * Lets the clock jump.
	 * @param duration how far, from where it is
	 */
	public void jump(Duration duration) {
		this.ahead.set(0, this.ahead.get(0) + duration.toNanos() / 1000);
	}

	ServerRunner runner() {
		return new ProcessRunner(Objects.requireNonNull(binary(), "There is no server at /usr/bin/redis-server"),
				Map.of("LD_PRELOAD", this.library.toString(), "REGION_CACHE_CLOCK", this.file.toString()));
	}

	private static @Nullable String binary() {
		return Stream.of(System.getProperty(PROPERTY, ""), "/usr/bin/redis-server", "/usr/bin/valkey-server")
			.filter((name) -> !name.isEmpty() && Files.isExecutable(Path.of(name)))
			.findFirst()
			.orElse(null);
	}

	private static boolean succeeds(String... command) {
		try {
			return new ProcessBuilder(List.of(command)).redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.redirectError(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor() == 0;
		}
		catch (IOException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public void close() {
		this.directory.discard();
	}

}
