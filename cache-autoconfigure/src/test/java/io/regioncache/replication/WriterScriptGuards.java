package io.regioncache.replication;

import java.util.List;
import java.util.stream.Stream;

import static io.regioncache.replication.ScriptBench.E1;
import static io.regioncache.replication.ScriptBench.E2;
import static io.regioncache.replication.ScriptBench.F1;

/**
 * The guards of the scripts by which writers register and invalidate, and by which other
 * regions await them.
 */
final class WriterScriptGuards {

	private WriterScriptGuards() {
	}

	static Stream<ScriptGuard> all() {
		return Stream.of(register(), alive(), invalidate(), decide()).flatMap(List::stream);
	}

	private static ScriptBench east(ScriptBench bench) {
		return bench.with("epoch", E2, "guard", "east", "clock", "1", "seq", "1", "p:aa", E2, "l:aa", bench.millis(0),
				"g:east", E2 + ".aa.west");
	}

	private static List<ScriptGuard> register() {
		return List.of(
				ScriptGuard.of("register", "state[1] ~= ARGV[1] or", "",
						(bench) -> east(bench).run("register", E1, "bb", "", "west").equals("[]")
								&& bench.lacks("p:bb")),
				ScriptGuard.of("register", "or not state[2] or", "or",
						(bench) -> bench.with("epoch", E2).run("register", E2, "bb", "", "west").equals("[]")),
				ScriptGuard.of("register", "or not ARGV[4] and state[3] ~= state[1]", "",
						(bench) -> east(bench).run("register", E2, "bb", "").equals("[]")),
				ScriptGuard.of("register", "register(state[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4])", "local _ = nil",
						(bench) -> {
							east(bench).run("register", E2, "bb", "aa", "west");
							return bench.has("g:east", E2 + ".bb.west");
						}),
				ScriptGuard.of("register", "redis.call('HDEL', KEYS[1], 'p:' .. id, 'l:' .. id)", "local _ = nil",
						(bench) -> {
							east(bench).run("register", E2, "bb", "aa", "west");
							return bench.lacks("p:aa") && bench.has("p:bb", E2);
						}),
				ScriptGuard.of("register", "redis.call('HDEL', KEYS[1], 'p:' .. ARGV[2], 'l:' .. ARGV[2])",
						"local _ = nil", (bench) -> {
							east(bench).run("register", E2, "aa", "");
							return bench.lacks("p:aa") && bench.lacks("g:east");
						}));
	}

	private static List<ScriptGuard> alive() {
		return List.of(
				ScriptGuard.of("alive", "state[1] ~= ARGV[1] or", "",
						(bench) -> east(bench).run("alive", E1, "aa", "0").equals("[0]")),
				ScriptGuard.of("alive", "or state[3] ~= state[1] then", "then",
						(bench) -> east(bench).run("alive", E2, "bb", "0").equals("[0]") && bench.lacks("l:bb")),
				ScriptGuard.of("alive", "writer.epoch == state[1] and", "", (bench) -> {
					east(bench).set("g:east", E1 + ".cc.west " + E2 + ".aa.west").run("alive", E2, "aa", "10");
					return bench.has("g:east", E1 + ".cc.west " + E2 + ".aa.west");
				}), ScriptGuard.of("alive", "> silent then", "> -1 then", (bench) -> {
					east(bench)
						.set("g:east", E2 + ".bb.west " + E2 + ".aa.west", "p:bb", E2, "l:bb", bench.millis(-1000))
						.run("alive", E2, "aa", "60000");
					return bench.has("p:bb", E2);
				}), ScriptGuard.of("alive", "if silent > 0 then", "if false then", (bench) -> {
					east(bench)
						.set("g:east", E2 + ".bb.west " + E2 + ".aa.west", "p:bb", E2, "l:bb", bench.millis(-9000))
						.run("alive", E2, "aa", "5000");
					return bench.lacks("p:bb") && bench.has("g:east", E2 + ".aa.west");
				}), ScriptGuard.of("alive", "redis.call('HSET', KEYS[1], 'l:' .. ARGV[2], exact(now()))",
						"local _ = nil", (bench) -> {
							east(bench).set("l:aa", "1").run("alive", E2, "aa", "0");
							return !bench.has("l:aa", "1");
						}));
	}

	private static String invalidate(ScriptBench bench, String writer) {
		return bench.run("invalidate", "R", "A:" + writer, "1000", "1000", "1", "t:x");
	}

	private static List<ScriptGuard> invalidate() {
		return List.of(
				ScriptGuard.of("invalidate", "if state[3] and writer ~= '!'", "if false and writer ~= '!'",
						(bench) -> invalidate(east(bench), "bb").equals("[" + E2 + "]") && bench.lacks("t:x")),
				ScriptGuard.of("invalidate", "and writer ~= '!' and", "and",
						(bench) -> invalidate(east(bench), "!").length() > 20 && !bench.lacks("t:x")),
				ScriptGuard.of("invalidate", "and state[4] ~= state[1] then", "and state[4] == false then",
						(bench) -> invalidate(east(bench).set("p:bb", E1), "bb").equals("[" + E2 + "]")
								&& bench.lacks("t:x")));
	}

	private static ScriptBench awaiting(ScriptBench bench, long left) {
		return bench.with("epoch", F1, "clock", "1", "seq", "1", "o:" + F1, "1", "n:east",
				E2 + ":" + bench.millis(left), "g:east", E1 + ".aa.west " + E2 + ".bb.west", "v:east", E1 + ' ' + E2);
	}

	private static String decide(ScriptBench bench) {
		return bench.run("decide", "1000", "1000", "east");
	}

	private static List<ScriptGuard> decide() {
		return List.of(
				ScriptGuard.of("decide", "and now() >= tonumber(deadline)", "",
						(bench) -> decide(awaiting(bench, 60_000)).equals("[]") && bench.lacks("*")),
				ScriptGuard.of("decide", "  mark('*', MARK, clock, at)", "",
						(bench) -> decide(awaiting(bench, -1)).equals("[east]") && !bench.lacks("*")),
				ScriptGuard.of("decide", "    settleRegion(ARGV[i], begun)", "", (bench) -> {
					decide(awaiting(bench, -1));
					return bench.has("g:east", E2 + ".bb.west") && bench.lacks("n:east");
				}), ScriptGuard.of("decide", "    disown(ARGV[i], begun)", "", (bench) -> {
					decide(awaiting(bench, -1));
					return bench.has("v:east", E2);
				}));
	}

}
