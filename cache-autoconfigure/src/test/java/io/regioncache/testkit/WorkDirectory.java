package io.regioncache.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

import org.springframework.util.FileSystemUtils;

/**
 * The temporary directory of one server.
 *
 * @param path where it is
 */
record WorkDirectory(Path path) {

	static WorkDirectory create() {
		try {
			return new WorkDirectory(Files.createTempDirectory("region-cache-test-"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void write(String name, List<String> lines) {
		try {
			Files.write(this.path.resolve(name), lines);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	String read(String name) {
		Path file = this.path.resolve(name);
		try {
			return Files.exists(file) ? Files.readString(file) : "";
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Copies a file over another.
	 * @param name the file to copy
	 * @param copy the name of the copy
	 * @return the copy
	 */
	Path copy(String name, String copy) {
		try {
			return Files.copy(this.path.resolve(name), this.path.resolve(copy), StandardCopyOption.REPLACE_EXISTING);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void delete(String name) {
		try {
			FileSystemUtils.deleteRecursively(this.path.resolve(name));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	void discard() {
		delete("");
	}

	@Override
	public String toString() {
		return this.path.toString();
	}

}
