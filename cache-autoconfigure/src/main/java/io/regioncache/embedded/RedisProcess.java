package io.regioncache.embedded;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.springframework.util.FileSystemUtils;

/**
 * One run of a Redis server, which cannot outlive this JVM.
 * <p>
 * A shell starts the server and a watcher that waits for the shell's standard input to
 * end. This JVM holds the other end of that pipe, so whatever ends the JVM,
 * {@code kill -9} included, makes the watcher remove the server's directory and then kill
 * the server. The order matters: the watcher is itself killed once the server is gone.
 */
final class RedisProcess implements AutoCloseable {

	private static final String SCRIPT = """
			directory=$1; shift
			exec 3<&0
			"$@" 3<&- &
			server=$!
			{ read -r end <&3; rm -rf "$directory"; kill -9 $server; } &
			watcher=$!
			exec 3<&-
			wait $server
			kill $watcher
			""";

	private static final String READY = "Ready to accept connections";

	private final Path directory;

	private final Process process;

	private RedisProcess(Path directory, Process process) {
		this.directory = directory;
		this.process = process;
	}

	static RedisProcess start(int port) {
		try {
			Path directory = Files.createTempDirectory("region-cache-redis-");
			return new RedisProcess(directory, launch(directory, port));
		}
		catch (IOException ex) {
			throw new EmbeddedRedisException("The embedded Redis server could not be started. "
					+ "Set 'regions.endpoints.<region>.url' to a Redis of your own.", ex);
		}
	}

	private static Process launch(Path directory, int port) throws IOException {
		List<String> command = List.of("/bin/sh", "-c", SCRIPT, "sh", directory.toString(), RedisExecutable.path(),
				"--port", Integer.toString(port), "--bind", FreePort.HOST, "--save", "", "--appendonly", "no", "--dir",
				directory.toString(), "--logfile", logFile(directory).toString());
		return new ProcessBuilder(command).directory(directory.toFile())
			.redirectOutput(Redirect.DISCARD)
			.redirectError(Redirect.DISCARD)
			.start();
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Wait until the server says it is ready. Its log is asked, not its port, at which
	 * somebody else might answer.
	 * @param timeout how long to wait
	 * @return whether it is ready
	 */
	boolean awaitReady(Duration timeout) {
		long deadline = System.nanoTime() + timeout.toNanos();
		while (!log().contains(READY)) {
			if (System.nanoTime() - deadline > 0 || exitsWithin(2)) {
				return false;
			}
		}
		return true;
	}

	String log() {
		try {
			Path log = logFile(this.directory);
			return Files.exists(log) ? Files.readString(log) : "";
		}
		catch (IOException ex) {
			return "";
		}
	}

	/**
	 * Kill the server, wait until it is gone, and remove its directory.
	 */
	@Override
	public void close() {
		try {
			this.process.getOutputStream().close();
		}
		catch (IOException ex) {
			// the shell is gone already
		}
		if (!exitsWithin(5000)) {
			this.process.descendants().forEach(ProcessHandle::destroyForcibly);
			this.process.destroyForcibly();
		}
		FileSystemUtils.deleteRecursively(this.directory.toFile());
	}

	private boolean exitsWithin(long millis) {
		try {
			return this.process.waitFor(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private static Path logFile(Path directory) {
		return directory.resolve("redis.log");
	}

}
