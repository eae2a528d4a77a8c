package io.regioncache.replication;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The guards of the script that writes web sessions, and of the one that lists them. The
 * key of the bench's metadata stands for that of the session.
 */
final class WebSessionScriptGuards {

	private static final String OLD = "\0\0\0\0\0\0\0\0";

	private WebSessionScriptGuards() {
	}

	static Stream<ScriptGuard> all() {
		return Stream.of(written(), merged()).flatMap(List::stream);
	}

	/**
	 * Fields and values, each with its length, of less than 128 bytes.
	 */
	private static String fields(String... parts) {
		StringBuilder fields = new StringBuilder();
		for (String part : parts) {
			fields.append("\0\0\0").append((char) part.getBytes(StandardCharsets.UTF_8).length).append(part);
		}
		return fields.toString();
	}

	private static String write(ScriptBench bench, String mode, String... parts) {
		return bench.run("websession", mode, "60000", fields(parts), "3600000");
	}

	private static List<ScriptGuard> written() {
		return List.of(
				ScriptGuard.of("websession", "if mode == 'change' and not held[1] then", "if false then",
						(bench) -> write(bench.with(), "change", "@one", "S1").equals("[0]") && bench.lacks("@one")),
				ScriptGuard.of("websession", "accessed = math.max(accessed, number(value))", "accessed = number(value)",
						(bench) -> {
							write(bench.with("v", "1", "a", "9"), "change", "a", "5");
							return bench.has("a", "9");
						}),
				ScriptGuard.of("websession", "math.max(version + 1, now)", "now", (bench) -> {
					write(bench.with("v", "4000000000000000", "a", "9"), "change", "@one", "S1");
					return bench.has("v", "4000000000000001");
				}),
				ScriptGuard.of("websession", "now - shipped >= tonumber(ARGV[4]) * 1000", "true",
						(bench) -> write(bench.with("v", "1", "a", "9", "h", bench.millis(0) + "000"), "change", "a",
								"10")
							.equals("[1]")));
	}

	private static List<ScriptGuard> merged() {
		return List.of(ScriptGuard.of("websession", "if theirs > ours or", "if true or", (bench) -> {
			write(bench.with("v", "1", "@one", "AAAAAAAASours"), "merge", "h", bench.millis(0) + "000", "@one",
					OLD + "Stheirs");
			return bench.has("@one", "AAAAAAAASours");
		}), ScriptGuard.of("websession", "    if ttl <= 0 then", "    if false then",
				(bench) -> write(bench.with(), "merge", "h", bench.millis(-90_000) + "000", "@one", OLD + "S1")
					.equals("[0]") && bench.lacks("@one")));
	}

}
