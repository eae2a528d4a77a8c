package io.regioncache.replication;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import io.regioncache.testkit.RedisAdmin;

import org.springframework.core.io.ClassPathResource;

/**
 * Runs a script of the library as somebody else's process would.
 */
final class RawScripts {

	private static final String INCLUDE = "--include ";

	private RawScripts() {
	}

	/**
	 * Run a script.
	 * @param name its name, without the ending
	 * @param metadata the key of the metadata, beside which the log lies
	 * @return its answer
	 */
	static List<?> run(RedisAdmin admin, String name, String metadata, String... arguments) {
		List<String> command = new ArrayList<>(
				List.of("EVAL", text(name + ".lua"), "2", metadata, metadata.replace(":m", ":log")));
		command.addAll(List.of(arguments));
		return admin.list(command.toArray(String[]::new));
	}

	static String text(String resource) {
		try {
			String text = new ClassPathResource("io/regioncache/store/" + resource)
				.getContentAsString(StandardCharsets.UTF_8);
			int include = text.indexOf(INCLUDE);
			if (include < 0) {
				return text;
			}
			int end = text.indexOf('\n', include);
			return text.substring(0, include) + text(text.substring(include + INCLUDE.length(), end))
					+ text.substring(end);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
