package io.regioncache.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A JVM of its own that answers one line to each line. It says {@code ready} once it may
 * be asked.
 */
public final class WorkerProcess {

	private final Process process;

	private final BufferedReader output;

	private final PrintStream input;

	/**
	 * Start a worker, and wait until it is ready.
	 * @param builder its command; what it writes to its error stream appears in ours
	 * @throws IOException if it cannot be started
	 */
	public WorkerProcess(ProcessBuilder builder) throws IOException {
		this.process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
		this.output = this.process.inputReader(StandardCharsets.UTF_8);
		this.input = new PrintStream(this.process.getOutputStream(), true, StandardCharsets.UTF_8);
		if (!"ready".equals(answer())) {
			throw new IllegalStateException("A worker did not start: " + builder.command());
		}
	}

	public void ask(long question) {
		this.input.println(question);
	}

	public String answer() throws IOException {
		String line = this.output.readLine();
		if (line == null) {
			throw new IllegalStateException("A worker died; see its messages above");
		}
		return line;
	}

	public void stop() throws InterruptedException {
		this.input.close();
		this.process.waitFor();
	}

}
