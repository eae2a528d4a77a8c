package io.regioncache.rollout;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Runs {@code docs/rollout.sh} with programs that note what they are called for.
 */
final class RolloutScript {

	private final Path directory;

	/**
	 * Prepare a run.
	 * @param directory an empty directory
	 * @param then what the programs do after they have noted their call, in the shell,
	 * with a region in {@code $1}
	 */
	RolloutScript(Path directory, String then) {
		this.directory = directory;
		for (String program : List.of("deploy-region", "roll-back-region")) {
			Path file = write(program,
					"#!/bin/sh\ncd '%s'\necho %s $1 >> done\n%s\n".formatted(directory, program, then));
			assertThat(file.toFile().setExecutable(true)).isTrue();
		}
		write("done", "");
	}

	/**
	 * Writes a file that the programs can see.
	 */
	Path write(String name, String text) {
		try {
			return Files.writeString(this.directory.resolve(name), text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	Process start(String deployment, String url, String pauseSeconds) {
		ProcessBuilder script = new ProcessBuilder("/bin/bash", "../docs/rollout.sh", deployment, url)
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("output").toFile());
		script.environment().merge("PATH", this.directory.toString(), (path, own) -> own + ":" + path);
		script.environment().put("ROLLOUT_PAUSE", pauseSeconds);
		try {
			return script.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns the exit code of a script, when it has ended.
	 */
	static int end(Process script) throws InterruptedException {
		try {
			assertThat(script.waitFor(60, TimeUnit.SECONDS)).as("the script ends").isTrue();
			return script.exitValue();
		}
		finally {
			script.destroyForcibly();
		}
	}

	List<String> done() {
		return lines("done");
	}

	/**
	 * Returns the answers that it was given.
	 */
	List<String> output() {
		return lines("output");
	}

	private List<String> lines(String name) {
		try {
			return Files.readAllLines(this.directory.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
