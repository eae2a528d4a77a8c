package io.regioncache.benchmarks.page;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars as SVG, readable on a light and on a dark page.
 *
 * @param title what is shown, with its unit
 * @param logarithmic whether each tenfold value gets the same length
 * @param bars the bars from top to bottom
 */
record BarChart(String title, boolean logarithmic, List<Bar> bars) {

	private static final int WIDTH = 760;

	private static final int LABELS = 250;

	private static final int VALUES = 90;

	private static final int ROW = 24;

	private static final int TOP = 44;

	private static final String STYLE = """
			<style>
			text { font: 13px system-ui, sans-serif; fill: #1f2328; }
			.title { font-weight: 600; font-size: 15px; }
			.bar { fill: #8c959f; }
			.ours { fill: #0969da; }
			@media (prefers-color-scheme: dark) {
			text { fill: #e6edf3; }
			.bar { fill: #6e7681; }
			.ours { fill: #4493f8; }
			}
			</style>
			""";

	String svg() {
		StringBuilder svg = new StringBuilder();
		int height = TOP + ROW * this.bars.size() + 12;
		svg.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n"
			.formatted(WIDTH, height, escape(this.title)));
		svg.append(STYLE);
		svg.append("<text class=\"title\" x=\"8\" y=\"24\">%s</text>\n".formatted(escape(this.title)));
		for (int row = 0; row < this.bars.size(); row++) {
			draw(svg, this.bars.get(row), TOP + ROW * row);
		}
		return svg.append("</svg>\n").toString();
	}

	private void draw(StringBuilder svg, Bar bar, int y) {
		double length = Math.max(1, length(bar.value()) * (WIDTH - LABELS - VALUES));
		svg.append("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>\n".formatted(LABELS - 8, y + 15,
				escape(bar.label())));
		svg.append(String.format(Locale.ROOT, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
				bar.ours() ? "bar ours" : "bar", LABELS, y + 2, length, ROW - 6));
		svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>%n", LABELS + length + 6, y + 15,
				escape(bar.text())));
	}

	private double length(double value) {
		double most = this.bars.stream().mapToDouble(Bar::value).max().orElse(1);
		if (!this.logarithmic) {
			return value / most;
		}
		double least = this.bars.stream().mapToDouble(Bar::value).min().orElse(1) / 2;
		return Math.log(value / least) / Math.log(most / least);
	}

	private static String escape(String text) {
		return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
	}

	/**
	 * One bar.
	 *
	 * @param label what it stands for
	 * @param value its length
	 * @param text its value in words
	 * @param ours whether it stands for this library
	 */
	record Bar(String label, double value, String text, boolean ours) {
	}

}
