package io.regioncache.replication;

import java.util.List;
import java.util.stream.Stream;

import static io.regioncache.replication.ScriptBench.E1;
import static io.regioncache.replication.ScriptBench.E2;

/**
 * The guards of the scripts that revoke web sessions, and forget that.
 */
final class SessionScriptGuards {

	private static final String ALL = "t:~all:ann:p1:7:60";

	private SessionScriptGuards() {
	}

	static Stream<ScriptGuard> all() {
		return Stream.of(logout(), revoking(), forget(), revoke()).flatMap(List::stream);
	}

	private static ScriptBench region(ScriptBench bench) {
		return bench.with("epoch", E2, "clock", "5", "seq", "3", "o:" + E2, "3", "guard", "east", "p:aa", E2);
	}

	private static String logout(ScriptBench bench, String writer, String field) {
		return bench.run("logout", "R", "A:" + writer, "1000", "1000", "1", field);
	}

	private static List<ScriptGuard> logout() {
		return List.of(
				ScriptGuard.of("logout", "if not state[1] then", "if false then",
						(bench) -> logout(bench.with("clock", "5"), "aa", ALL).equals("[]") && bench.lacks("y:ann")),
				ScriptGuard.of("logout", "if state[2] and writer ~= '!'", "if false and writer ~= '!'",
						(bench) -> logout(region(bench), "bb", ALL).equals("[" + E2 + "]") && bench.lacks("y:ann")),
				ScriptGuard.of("logout", "and writer ~= '!' and", "and",
						(bench) -> logout(region(bench), "!", ALL).length() > 20 && !bench.lacks("y:ann")),
				ScriptGuard.of("logout", "and state[3] ~= state[1] then", "and state[3] == false then",
						(bench) -> logout(region(bench).set("p:bb", E1), "bb", ALL).equals("[" + E2 + "]")
								&& bench.lacks("y:ann")),
				ScriptGuard.of("logout", "if revoke(ARGV[5 + i]) == nil then", "if revoke(ARGV[5 + i]) == 0 then",
						(bench) -> logout(region(bench), "aa", "t:red").contains("revokes no web session")
								&& bench.has("seq", "3")),
				ScriptGuard.of("logout", "if not clock then", "if false then", (bench) -> {
					logout(region(bench).set("clock", "x"), "aa", ALL);
					return bench.lacks("y:ann");
				}));
	}

	private static ScriptBench issued(ScriptBench bench, String value, String field) {
		logout(region(bench).set("y:ann", value), "aa", field);
		return bench;
	}

	private static List<ScriptGuard> revoking() {
		return List.of(
				ScriptGuard.of("logout", "elseif tonumber(count) >= tonumber(number) then", "elseif false then",
						(bench) -> issued(bench, "9999999999999;p1:9", ALL).has("y:ann", "9999999999999;p1:9")),
				ScriptGuard.of("logout", "issuers[#issuers + 1] = other .. ':' .. count", "local _ = nil",
						(bench) -> issued(bench, "9999999999999;p2:4", ALL).has("y:ann", "9999999999999;p2:4 p1:7")),
				ScriptGuard.of("logout", "math.max(tonumber(kept or '0'), now() + tonumber(life) * 1000)",
						"now() + tonumber(life) * 1000",
						(bench) -> issued(bench, "9999999999999;p1:3", ALL).has("y:ann", "9999999999999;p1:7")),
				ScriptGuard.of("logout", "redis.call('HINCRBY', KEYS[1], 'xs', 1)", "local _ = nil",
						(bench) -> issued(bench, "1;p1:3", "t:~one:id:60").has("xs", "1")));
	}

	private static ScriptBench forget(ScriptBench bench, String value, String... fields) {
		region(bench).set("x:id", value, "xs", "1").set(fields.length == 0 ? new String[] { "any", "1" } : fields);
		bench.run("forget", "0", "1000", "west");
		return bench;
	}

	private static List<ScriptGuard> forget() {
		return List.of(
				ScriptGuard.of("forget", "tonumber(till) <= now then", "true then",
						(bench) -> forget(bench, "9999999999999").has("x:id", "9999999999999")),
				ScriptGuard.of("forget", "elseif not till or tonumber(due) <= read then", "else",
						(bench) -> !forget(bench, "1!3", "r:west", E2 + ":2:1:1").lacks("x:id")),
				ScriptGuard.of("forget", "epoch == state[1] and tonumber(sequence) or -1", "tonumber(sequence)",
						(bench) -> !forget(bench, "1!3", "r:west", E1 + ":9:1:1").lacks("x:id")),
				ScriptGuard.of("forget", "if till and due == '' then", "if false then",
						(bench) -> forget(bench, "1", "r:west", E2 + ":2:1:1").has("x:id", "1!3")),
				ScriptGuard.of("forget", "redis.call('HINCRBY', KEYS[1], 'xs', -dropped)", "local _ = nil",
						(bench) -> forget(bench, "1!3", "r:west", E2 + ":3:1:1").has("xs", "0")));
	}

	private static List<ScriptGuard> revoke() {
		return List.of(ScriptGuard.of("revoke", "if revoke(ARGV[i]) then", "if true then", (bench) -> {
			region(bench).run("revoke", "", "1000", ALL);
			bench.run("revoke", "", "1000", ALL);
			return bench.has("seq", "4");
		}), ScriptGuard.of("revoke", "if ARGV[1] == state[1] then", "if true then", (bench) -> {
			region(bench).run("revoke", E1, "1000");
			return bench.lacks("ws");
		}));
	}

}
