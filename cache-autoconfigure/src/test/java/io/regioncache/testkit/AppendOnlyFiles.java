package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * The files of a killed server's append-only log: a manifest, a base, and what was
 * appended since.
 */
final class AppendOnlyFiles {

	static final String DIRECTORY = "appendonlydir";

	private static final String BASE = "appendonly.aof.1.base.rdb";

	private final WorkDirectory server;

	AppendOnlyFiles(WorkDirectory server) {
		this.server = server;
	}

	/**
	 * Lets the log begin with a snapshot and contain nothing else, if there is a log.
	 * @param snapshot name of a dump in the server's directory
	 */
	void startFrom(String snapshot) {
		if (!Files.exists(directory())) {
			return;
		}
		this.server.delete(DIRECTORY);
		try {
			Files.createDirectory(directory());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		this.server.copy(snapshot, DIRECTORY + "/" + BASE);
		this.server.write(DIRECTORY + "/appendonly.aof.manifest", List.of("file " + BASE + " seq 1 type b"));
	}

	/**
	 * Cuts what was appended last.
	 * @param bytes how much
	 */
	void cutTail(long bytes) {
		try (FileChannel file = FileChannel.open(newest(), StandardOpenOption.WRITE)) {
			file.truncate(Math.max(0, file.size() - bytes));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Cuts the last command of its kind, and all that follows.
	 * @param command its name in capitals
	 */
	void cutBeforeLast(String command) {
		try {
			String log = Files.readString(newest(), StandardCharsets.ISO_8859_1);
			cutTail(log.length() - log.lastIndexOf(command));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private Path newest() {
		String name = this.server.read(DIRECTORY + "/appendonly.aof.manifest")
			.lines()
			.filter((line) -> (line + " ").contains(" type i "))
			.reduce((first, second) -> second)
			.map((line) -> line.split(" ")[1])
			.orElseThrow(() -> new IllegalStateException(
					"Nothing was ever appended. Is the server configured with " + "'appendonly yes'?"));
		return directory().resolve(name);
	}

	private Path directory() {
		return this.server.path().resolve(DIRECTORY);
	}

}
