package io.regioncache.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every link between the pages leads to a file, and to a heading where it names one.
 */
class DocumentedLinksTests {

	private static final Pattern BLOCK = Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);

	private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#\\s]*)#?([^)\\s]*)\\)");

	private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

	@Test
	void leadSomewhere() throws IOException {
		int links = 0;
		for (Path page : pages()) {
			for (MatchResult link : LINK.matcher(text(page)).results().toList()) {
				links++;
				Path target = link.group(1).isEmpty() ? page : page.resolveSibling(link.group(1)).normalize();
				assertThat(target).as("%s links to %s", page, link.group(1)).exists();
				if (!link.group(2).isEmpty()) {
					assertThat(anchors(target)).as("%s links to %s", page, target).contains(link.group(2));
				}
			}
		}
		assertThat(links).isGreaterThan(100);
	}

	private static List<Path> pages() throws IOException {
		try (Stream<Path> root = Files.list(Path.of("..")); Stream<Path> docs = Files.list(Path.of("../docs"))) {
			return Stream.concat(root, docs).filter((path) -> path.toString().endsWith(".md")).toList();
		}
	}

	private static List<String> anchors(Path page) throws IOException {
		return HEADING.matcher(text(page))
			.results()
			.map((heading) -> heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\w\\- ]", "").replace(' ', '-'))
			.toList();
	}

	private static String text(Path page) throws IOException {
		return BLOCK.matcher(Files.readString(page)).replaceAll("");
	}

}
