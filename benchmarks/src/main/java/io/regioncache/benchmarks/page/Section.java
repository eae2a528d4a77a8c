package io.regioncache.benchmarks.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A part of the page of benchmarks: a question, its table, and one chart of one column.
 *
 * @param result the page of results, without its extension
 * @param heading the heading of the table in that page; empty for its first table
 * @param question the title of the section
 * @param answer what a reader is to see in the chart
 * @param labels the columns that name a bar
 * @param value the column that is drawn
 * @param logarithmic whether each tenfold value gets the same length
 */
record Section(String result, String heading, String question, String answer, List<String> labels, String value,
		boolean logarithmic) {

	String image() {
		String name = this.heading.isEmpty() ? this.result : this.result + "-" + this.heading;
		return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-") + ".svg";
	}

	ResultTable table(List<ResultTable> tables) {
		return tables.stream()
			.filter((table) -> this.heading.isEmpty() || table.heading().equals(this.heading))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("results/%s.md has no table '%s': run benchmarks/run %s"
				.formatted(this.result, this.heading, this.result)));
	}

	BarChart chart(ResultTable table) {
		List<BarChart.Bar> bars = IntStream.range(0, table.rows().size())
			.filter((row) -> table.cell(row, this.value).matches("[*\\d.,]+"))
			.mapToObj((row) -> bar(table, row))
			.toList();
		return new BarChart(this.value, this.logarithmic, bars);
	}

	private BarChart.Bar bar(ResultTable table, int row) {
		String label = String.join(" · ", this.labels.stream().map((column) -> table.cell(row, column)).toList());
		boolean ours = table.columns().contains("contender") ? isOurs(table.cell(row, "contender"))
				: !label.startsWith("Spring") && !label.startsWith("`SET`");
		return new BarChart.Bar(label.replaceAll("[*`]", ""), table.number(row, this.value),
				table.cell(row, this.value).replace("*", ""), ours);
	}

	private static boolean isOurs(String contender) {
		return contender.equals("region-cache") || contender.startsWith("near");
	}

}
