package io.regioncache.store;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * How what is noted of deployments stands in the metadata of a region.
 */
final class DeploymentFields {

	/**
	 * Of how many deployments a region keeps notes.
	 */
	static final int MOST = 8;

	private DeploymentFields() {
	}

	static Duration ago(long then, long now) {
		return Duration.ofMillis(Math.max(0, now - then));
	}

	static List<String> listed(@Nullable String text) {
		return (text == null || text.isEmpty()) ? List.of() : Arrays.stream(text.split(",")).limit(MOST).toList();
	}

	static String[] split(@Nullable String text) {
		return (text != null) ? text.split(";") : new String[0];
	}

	static long number(String text) {
		try {
			return Long.parseLong(text);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

	static String encode(String id) {
		return URLEncoder.encode(id, StandardCharsets.UTF_8);
	}

	static String decode(String name) {
		try {
			return URLDecoder.decode(name, StandardCharsets.UTF_8);
		}
		catch (IllegalArgumentException ex) {
			return name;
		}
	}

}
