package io.regioncache.benchmarks.ratelimit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

import io.regioncache.benchmarks.WorkerProcess;

/**
 * A JVM of its own that calls a limiter, with a clock that may be wrong.
 */
final class WorkerJvm {

	private WorkerJvm() {
	}

	static WorkerProcess start(int port, Path clock, long ahead) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-Xmx256m", "-cp",
				System.getProperty("java.class.path"), LimitedWorker.class.getName(), String.valueOf(port));
		if (clock != null && ahead != 0) {
			Path file = Files.createTempFile(clock.getParent(), "ahead", "");
			Files.write(file, ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(ahead).array());
			builder.environment().put("LD_PRELOAD", clock.toString());
			builder.environment().put("REGION_CACHE_CLOCK", file.toString());
		}
		return new WorkerProcess(builder);
	}

	/**
	 * What the tests of servers preload works for a JVM too.
	 */
	static Path clockLibrary() throws IOException, InterruptedException {
		Path source = Path.of("../cache-autoconfigure/src/test/resources/io/regioncache/testkit/clock.c");
		Path library = Files.createTempDirectory("rate-limits").resolve("clock.so");
		try {
			return (new ProcessBuilder("cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString())
				.inheritIO()
				.start()
				.waitFor() == 0) ? library : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

}
