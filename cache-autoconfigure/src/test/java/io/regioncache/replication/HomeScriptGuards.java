package io.regioncache.replication;

import java.util.List;
import java.util.stream.Stream;

import static io.regioncache.replication.ScriptBench.E1;
import static io.regioncache.replication.ScriptBench.E2;
import static io.regioncache.replication.ScriptBench.E3;
import static io.regioncache.replication.ScriptBench.F1;
import static io.regioncache.replication.ScriptBench.F2;

/**
 * The guards of the scripts by which a region begins an epoch, decides about its entries
 * and meets others.
 */
final class HomeScriptGuards {

	private HomeScriptGuards() {
	}

	static Stream<ScriptGuard> all() {
		return Stream.of(attach(), recover(), level(), meet()).flatMap(List::stream);
	}

	private static String attach(ScriptBench bench, String epoch, String ended, String guard, String former) {
		return bench.run("attach", epoch, "1", ended, guard, former);
	}

	/**
	 * A region in its first epoch.
	 */
	private static ScriptBench begun(ScriptBench bench, String guard) {
		attach(bench.with(), E1, "", guard, "");
		return bench.record(7).set("clock", "9", "seq", "7");
	}

	private static List<ScriptGuard> attach() {
		return List
			.of(ScriptGuard.of("attach", "known[3] and known[3] ~= ARGV[2]", "false",
					(bench) -> attach(bench.with("epoch", E1, "fv", "2"), E2, "", "", "").startsWith("FORMAT")),
					ScriptGuard.of("attach", "not known[1] and ARGV[5] == '-'", "false",
							(bench) -> attach(bench.with(), E1, "", "", "-").startsWith("EMPTY") && bench
								.lacks("epoch")),
					ScriptGuard.of(
							"attach", "not known[1] and ARGV[5] == '-'", "ARGV[5] == '-'", (bench) -> attach(
									begun(bench, ""), E2, "", "", "-")
								.contains(E1)),
					ScriptGuard.of(
							"attach", "known[1] == ARGV[3]", "false", (bench) -> attach(begun(bench, ""), E2, E1, "",
									"")
								.contains(E2)),
					ScriptGuard.of("attach", "known[2] ~= reign and not continues()", "false",
							(bench) -> attach(begun(bench, "").set("reign", "aa", "at", "0"), E2, "", "", "")
								.contains(E2)),
					ScriptGuard.of("attach", "and not continues()", "",
							(bench) -> attach(begun(bench, "").set("reign", "aa", "run", "aa/" + bench.run()), E2, "",
									"", "")
								.contains(E1)),
					ScriptGuard.of("attach", "age >= 0 and age <= RECENT and", "",
							(bench) -> attach(begun(bench, "").set("reign", "aa", "run", "aa/" + bench.run(), "at",
									bench.millis(-5000)), E2, "", "", "")
								.contains(E2)),
					ScriptGuard.of("attach", "age >= 0 and", "",
							(bench) -> attach(begun(bench, "").set("reign", "aa", "run", "aa/" + bench.run(), "at",
									bench.millis(60_000)), E2, "", "", "")
								.contains(E2)),
					ScriptGuard.of("attach", "and known[4] == runUnder(known[2])", "",
							(bench) -> attach(begun(bench, "").set("reign", "aa", "run", "aa/bb"), E2, "", "", "")
								.contains(E2)),
					ScriptGuard.of("attach", "or wanted and not guarded then", "then",
							(bench) -> attach(begun(bench, ""), E2, "", "east", "").contains(E2)
									&& bench.has("guard", "east")),
					ScriptGuard.of("attach", "or wanted and not guarded then", "or wanted then",
							(bench) -> attach(begun(bench, "east"), E2, "", "east", "").contains(E1)),
					ScriptGuard.of("attach", "descend(known[1])", "local _ = nil", (bench) -> {
						attach(begun(bench, "east"), E2, E1, "east", "");
						return bench.has("lineage", E1 + ":7") && bench.has("ancestors", E1 + ":9");
					}), ScriptGuard.of("attach", "  endLog()", "  local _ = nil", (bench) -> {
						attach(begun(bench, "east").set("seq", "9"), E2, E1, "east", "");
						return bench.has("lineage", E1 + ":7") && bench.has("seq", "8");
					}), ScriptGuard.of("attach", "redis.call('HDEL', KEYS[1], 'lineage', 'ancestors')", "local _ = nil",
							(bench) -> {
								attach(begun(bench, "").set("lineage", E3 + ":3", "ancestors", E3 + ":3"), E2, "",
										"east", "");
								return bench.lacks("lineage") && bench.lacks("ancestors");
							}),
					ScriptGuard.of("attach", "succeed(ARGV[5] or '')", "local _ = nil", (bench) -> {
						attach(bench.with(), E3, "", "east", E1 + ' ' + E2);
						return bench.has("lineage", E1 + ":0 " + E2 + ":0") && bench.lacks("ancestors");
					}), ScriptGuard.of("attach", "if not known[1] and wanted then", "if wanted then", (bench) -> {
						attach(begun(bench, ""), E2, "", "east", E3);
						return bench.lacks("lineage");
					}), ScriptGuard.of("attach", "if not known[1] and wanted then", "if not known[1] then", (bench) -> {
						attach(bench.with(), E2, "", "", E1);
						return bench.lacks("lineage");
					}), ScriptGuard.of("attach", "epoch .. ':0'", "epoch .. ':1'", (bench) -> {
						attach(bench.with(), E2, "", "east", E1);
						return bench.has("lineage", E1 + ":0");
					}),
					ScriptGuard.of("attach", "and (state[6] or '') or '?'", "and (state[6] or '') or state[6]",
							(bench) -> attach(begun(bench, "east").set("ancestors", E3 + ":3"), E2, "", "east", "")
								.contains("?")),
					ScriptGuard.of("attach", "'p:' .. writer.id, 'l:' .. writer.id", "'-'", (bench) -> {
						begun(bench, "east").set("g:east", E1 + ".aa.west", "p:aa", E1, "l:aa", "1");
						attach(bench, E2, E1, "east", "");
						return bench.lacks("p:aa") && bench.lacks("l:aa");
					}), ScriptGuard.of("attach", "redis.call('HDEL', KEYS[1], 'g:' .. region)\n  redis.call('HSET'",
							"redis.call('HSET'", (bench) -> {
								attach(begun(bench, "east").set("g:east", E1 + ".aa.west"), E2, E1, "east", "");
								return bench.lacks("g:east");
							}));
	}

	private static ScriptBench recovering(ScriptBench bench) {
		return bench.with("epoch", E3, "settled", E2, "ancestors", E1 + ":5 " + E2 + ":9", "clock", "9", "begun", "1",
				"s:west", F1 + ":4:4", "s:ohio", F2 + ":4:4");
	}

	private static String recover(ScriptBench bench, String epoch, String west, String inWest, String inOhio) {
		return bench.run("recover", epoch, "west", west.split(":")[0], west.split(":")[1], inWest, "ohio", F2, "4",
				inOhio);
	}

	private static List<ScriptGuard> recover() {
		String both = E1 + ' ' + E2 + ' ' + E3;
		return List.of(
				ScriptGuard.of("recover", "state[1] ~= ARGV[1]", "false",
						(bench) -> recover(recovering(bench), E2, F1 + ":4", both, both).equals("[0]")),
				ScriptGuard.of("recover", "or state[2] == state[1]", "",
						(bench) -> recover(recovering(bench).set("settled", E3), E3, F1 + ":4", both, both)
							.equals("[0]")),
				ScriptGuard.of("recover", "or not state[3] then", "then",
						(bench) -> recover(bench.with("epoch", E3, "s:west", F1 + ":4:4", "s:ohio", F2 + ":4:4"), E3,
								F1 + ":4", both, both)
							.equals("[0]")),
				ScriptGuard.of("recover", "epoch ~= ARGV[i + 1]", "false",
						(bench) -> recover(recovering(bench), E3, F2 + ":4", both, both).equals("[0]")
								&& bench.has("settled", E2)),
				ScriptGuard.of("recover", "tonumber(sequence) < tonumber(ARGV[i + 2])", "false",
						(bench) -> recover(recovering(bench), E3, F1 + ":5", both, both).equals("[0]")),
				ScriptGuard.of("recover", "vouched = vouched and", "vouched =", (bench) -> {
					recover(recovering(bench), E3, F1 + ":4", E2 + ' ' + E3, both);
					return bench.has("ancestors", E2 + ":9") && bench.has("settled", E3);
				}), ScriptGuard.of("recover", "if vouched then", "if true then", (bench) -> {
					recover(recovering(bench), E3, F1 + ":4", E3, E3);
					return bench.has("ancestors", "");
				}));
	}

	private static List<ScriptGuard> level() {
		return List.of(ScriptGuard.of("level", "state[1] ~= ARGV[2]", "false",
				(bench) -> bench.with("epoch", E2, "s:west", F1 + ":4:4").run("level", "west", E1, F1, "4").equals("0")
						&& bench.lacks("w:west")),
				ScriptGuard.of("level", "epoch ~= ARGV[3]", "false",
						(bench) -> bench.with("epoch", E1, "s:west", F1 + ":4:4")
							.run("level", "west", E1, F2, "4")
							.equals("0")),
				ScriptGuard.of("level", "tonumber(sequence) < tonumber(ARGV[4])", "false",
						(bench) -> bench.with("epoch", E1, "s:west", F1 + ":4:4")
							.run("level", "west", E1, F1, "5")
							.equals("0")),
				ScriptGuard.of("level", "redis.call('HSET', KEYS[1], 'w:' .. ARGV[1], state[1])", "local _ = nil",
						(bench) -> bench.with("epoch", E1, "s:west", F1 + ":4:4")
							.run("level", "west", E1, F1, "4")
							.equals("1") && bench.has("w:west", E1)));
	}

	private static String meet(ScriptBench bench) {
		return bench.run("meet", "west", F1, F1 + ":0:0");
	}

	private static List<ScriptGuard> meet() {
		return List.of(
				ScriptGuard.of("meet", "not state[1] or", "",
						(bench) -> meet(bench.with("guard", "east")).equals("0") && bench.lacks("s:west")),
				ScriptGuard.of("meet", "not state[2] or", "", (bench) -> meet(bench.with("epoch", E1)).equals("0")),
				ScriptGuard.of("meet", "or not isNew(ARGV[1])", "",
						(bench) -> Stream.of("s:west", "g:west", "w:west", "v:west", "a:west")
							.allMatch(
									(known) -> meet(bench.with("epoch", E1, "guard", "east", known, "x")).equals("0"))),
				ScriptGuard.of("meet", "if state[3] and state[4] ~= state[1] then", "if false then",
						(bench) -> meet(bench.with("epoch", E1, "guard", "east", "ancestors", E3 + ":1")).equals("1")
								&& bench.lacks("ancestors")),
				ScriptGuard.of("meet", "if state[3] and state[4] ~= state[1] then", "if state[3] then",
						(bench) -> meet(bench.with("epoch", E1, "guard", "east", "ancestors", E3 + ":1", "settled", E1))
							.equals("1") && !bench.lacks("ancestors")),
				ScriptGuard.of("meet", ", 'v:' .. ARGV[1], ARGV[2]", "",
						(bench) -> meet(bench.with("epoch", E1, "guard", "east")).equals("1")
								&& bench.has("s:west", F1 + ":0:0") && bench.has("v:west", F1)));
	}

}
