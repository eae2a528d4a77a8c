package io.regioncache.store.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whatever makes an entry invalid is told to the processes that follow.
 */
class ScriptsThatMarkTests {

	private static final Path SCRIPTS = Path.of("src/main/resources/io/regioncache/store");

	@Test
	void eachScriptThatWritesAMarkerOrMovesTheClockTellsOfIt() throws IOException {
		for (Path script : scripts()) {
			String text = Files.readString(script);
			if (text.contains("mark(") || text.contains(" write(") || text.contains("'clock', 1")) {
				assertThat(text).as("%s", script).contains("tell(");
			}
		}
	}

	@Test
	void markersAreWrittenInOnePlace() throws IOException {
		for (Path script : scripts()) {
			assertThat(Files.readString(script)).as("%s", script)
				.doesNotContainPattern("'HSET', KEYS\\[1\\], (field|ARGV)");
		}
	}

	private static List<Path> scripts() throws IOException {
		try (Stream<Path> all = Files.list(SCRIPTS)) {
			return all.filter((path) -> path.toString().endsWith(".lua") && !path.endsWith("marking.lua")).toList();
		}
	}

}
