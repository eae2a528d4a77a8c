package io.regioncache.benchmarks.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table of a page of results, as its Markdown says.
 *
 * @param heading the heading above it; empty if the page has but one
 * @param columns the titles of its columns
 * @param rows its rows, one cell a column
 */
record ResultTable(String heading, List<String> columns, List<List<String>> rows) {

	static List<ResultTable> parse(List<String> lines) {
		List<ResultTable> tables = new ArrayList<>();
		String heading = "";
		for (int line = 0; line < lines.size(); line++) {
			String text = lines.get(line);
			if (text.startsWith("## ")) {
				heading = text.substring(3);
			}
			else if (text.startsWith("| --- ")) {
				tables.add(new ResultTable(heading, cells(lines.get(line - 1)), rowsBelow(lines, line)));
			}
		}
		return tables;
	}

	private static List<List<String>> rowsBelow(List<String> lines, int rule) {
		return lines.stream()
			.skip(rule + 1L)
			.takeWhile((text) -> text.startsWith("|"))
			.map(ResultTable::cells)
			.toList();
	}

	private static List<String> cells(String row) {
		return Arrays.stream(row.substring(1, row.lastIndexOf('|')).split("\\|")).map(String::strip).toList();
	}

	String cell(int row, String column) {
		int index = this.columns.indexOf(column);
		if (index < 0) {
			throw new IllegalArgumentException("No column '%s' in %s".formatted(column, this.columns));
		}
		return this.rows.get(row).get(index);
	}

	/**
	 * Return the number in a cell, without what marks it.
	 */
	double number(int row, String column) {
		return Double.parseDouble(cell(row, column).replaceAll("[*,]", ""));
	}

	String markdown() {
		StringBuilder text = new StringBuilder();
		text.append("| ").append(String.join(" | ", this.columns)).append(" |\n");
		text.append("|").append(" --- |".repeat(this.columns.size())).append('\n');
		this.rows.forEach((row) -> text.append("| ").append(String.join(" | ", row)).append(" |\n"));
		return text.toString();
	}

}
