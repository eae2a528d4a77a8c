package io.regioncache.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A page of results in Markdown: what was measured, on what, and how to repeat it.
 */
public final class Report {

	private final String name;

	private final List<String> lines = new ArrayList<>();

	public Report(String name, String title) {
		this.name = name;
		this.lines.add("# " + title);
		this.lines.add("");
	}

	/**
	 * Begin a table.
	 * @param columns the titles of its columns
	 */
	public void table(String... columns) {
		row(columns);
		this.lines.add("|" + " --- |".repeat(columns.length));
	}

	public void row(String... cells) {
		this.lines.add("| " + String.join(" | ", cells) + " |");
	}

	public void note(String format, Object... arguments) {
		this.lines.add("");
		this.lines.add(format.formatted(arguments));
		this.lines.add("");
	}

	/**
	 * Print the page and write it to {@code results/<name>.md}.
	 * @param redisVersion the server's version
	 * @param command what follows {@code benchmarks/run} to repeat it
	 * @throws IOException if the file cannot be written
	 */
	public void write(String redisVersion, String command) throws IOException {
		Runtime.Version java = Runtime.version();
		int processors = Runtime.getRuntime().availableProcessors();
		note("Redis %s on loopback, Java %s (%s), %s. Repeat with `benchmarks/run %s`.", redisVersion, java,
				System.getProperty("java.vm.vendor"), (processors == 1) ? "1 processor" : processors + " processors",
				command);
		String page = String.join("\n", this.lines).strip() + "\n";
		System.out.println(page);
		Path results = Path.of(System.getProperty("benchmarks.results", "results"));
		Files.createDirectories(results);
		Files.writeString(results.resolve(this.name + ".md"), page);
	}

}
