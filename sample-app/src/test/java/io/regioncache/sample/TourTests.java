package io.regioncache.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * Walks the tour to the letter: types each command, and compares what it shows with what
 * the page says it shows.
 */
class TourTests {

	private static final Pattern CONSOLE = Pattern.compile("^```console\n(.*?)^```$",
			Pattern.DOTALL | Pattern.MULTILINE);

	@TempDir
	private Path directory;

	@Test
	void tourShowsWhatItSays() throws Exception {
		assumeThat(Path.of("/bin/bash")).as("the shell of the tour").exists();
		assumeThat(Path.of("/usr/bin/curl")).as("the client of the tour").exists();
		String expected = tour();
		try (ShopRegions shop = ShopRegions.start(new int[3])) {
			String shown = type(expected, shop);
			assertThat(withoutMoments(shown)).isEqualTo(withoutMoments(expected));
		}
	}

	private static String tour() throws IOException {
		String page = Files.readString(Path.of("../docs/tour.md"));
		List<String> blocks = CONSOLE.matcher(page).results().map((block) -> block.group(1)).toList();
		assertThat(blocks).isNotEmpty();
		return String.join("", blocks);
	}

	/**
	 * Types all commands into one shell, each after the prompt that the page shows.
	 */
	private String type(String tour, ShopRegions shop) throws Exception {
		StringBuilder script = new StringBuilder("exec 2>&1\n");
		for (String command : tour.lines().filter((line) -> line.startsWith("$ ")).toList()) {
			script.append("cat <<'PROMPT'\n").append(command).append("\nPROMPT\n");
			script.append(atPorts(command.substring(2), shop)).append("\n");
		}
		Path file = Files.writeString(this.directory.resolve("tour.sh"), script);
		Path output = this.directory.resolve("shown");
		Process shell = new ProcessBuilder("/bin/bash", file.toString()).redirectOutput(output.toFile()).start();
		try {
			assertThat(shell.waitFor(2, TimeUnit.MINUTES)).as("the tour ends").isTrue();
		}
		finally {
			shell.destroyForcibly();
		}
		return Files.readString(output);
	}

	private static String atPorts(String command, ShopRegions shop) {
		return command.replace("localhost:8081", "localhost:" + shop.port("us-east-1"))
			.replace("localhost:8082", "localhost:" + shop.port("eu-west-1"))
			.replace("localhost:8083", "localhost:" + shop.port("ap-northeast-1"));
	}

	/**
	 * Leaves out what differs from run to run: how long something took, how far a region
	 * is behind, the ports of the servers, the version, and how tools indent.
	 */
	private static String withoutMoments(String shown) {
		List<String> lines = new ArrayList<>();
		shown.replace("\r", "")
			.replaceAll("ms=\\d+", "ms=...")
			.replaceAll("(?m);t=(20|1\\d)$", ";t=...")
			.replaceAll("(?m)^Retry-After: (20|1\\d)$", "Retry-After: ...")
			.replaceAll("(lag_seconds\\{.*}) [1-9].*", "$1 ...")
			.replaceAll("\"deployment\":\"\\d[^\"]+\"", "\"deployment\":...")
			.replaceAll("redis://127\\.0\\.0\\.1:\\d+", "redis://127.0.0.1:...")
			.lines()
			.filter((line) -> !line.isBlank())
			.forEach((line) -> lines.add(line.strip()));
		return String.join("\n", lines);
	}

}
