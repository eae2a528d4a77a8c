package io.regioncache.replication;

import java.util.List;
import java.util.stream.Stream;

import static io.regioncache.replication.ScriptBench.E1;
import static io.regioncache.replication.ScriptBench.E2;
import static io.regioncache.replication.ScriptBench.E3;
import static io.regioncache.replication.ScriptBench.F1;
import static io.regioncache.replication.ScriptBench.F2;

/**
 * The guards of the scripts that read the log of another region whose server was
 * replaced.
 */
final class NoticeScriptGuards {

	private NoticeScriptGuards() {
	}

	static Stream<ScriptGuard> all() {
		return Stream.of(begun(), registered(), hearsay(), transfer(), page()).flatMap(List::stream);
	}

	/**
	 * The west, which has read five records of the east, and knows one writer there.
	 */
	private static ScriptBench west(ScriptBench bench) {
		return bench.with("epoch", F1, "guard", "west", "s:east", E1 + ":5:5", "w:east", F1, "g:east", E1 + ".aa.west",
				"o:" + E1, "5", "o:" + F1, "0", "v:east", E1, "known", "2", "epochs", F1 + ' ' + E1);
	}

	private static ScriptBench begins(ScriptBench bench, String lineage) {
		bench.apply(E1 + ":5:5", E2 + ":6", "N", E2 + ":1", "east " + lineage);
		return bench;
	}

	private static boolean isKept(ScriptBench bench) {
		return bench.lacks("*") && bench.has("s:east", E2 + ":6:1");
	}

	private static boolean isMarked(ScriptBench bench) {
		return !bench.lacks("*");
	}

	private static List<ScriptGuard> begun() {
		return List.of(
				ScriptGuard.of("apply", "'w:' .. region) ~= redis.call('HGET', KEYS[1], 'epoch') then", "'-') then",
						(bench) -> isMarked(begins(west(bench).set("w:east", F2), E1 + ":5"))),
				ScriptGuard.of("apply", "if redis.call('HGET', KEYS[1], 'o:' .. ancestor) then", "if true then",
						(bench) -> isMarked(begins(west(bench), E3 + ":5"))),
				ScriptGuard.of("apply", "trusted = trusted and has(writer.readers, home)", "trusted = trusted",
						(bench) -> isMarked(begins(west(bench).set("g:east", E1 + ".aa.ohio"), E1 + ":5"))),
				ScriptGuard.of("apply", "    if not trusted then", "    if true then",
						(bench) -> isKept(begins(west(bench), E1 + ":5"))),
				ScriptGuard.of("apply", "      settleRegion(region, epoch)\n      disown(region, epoch)",
						"      disown(region, epoch)",
						(bench) -> begins(west(bench).set("w:east", F2), E1 + ":5").lacks("g:east")),
				ScriptGuard.of("apply", "      settleRegion(region, epoch)\n      disown(region, epoch)",
						"      settleRegion(region, epoch)",
						(bench) -> begins(west(bench).set("w:east", F2), E1 + ":5").has("v:east", E2)),
				ScriptGuard.of("apply", "\n    vouch(region, epoch)", "",
						(bench) -> begins(west(bench), E1 + ":5").has("v:east", E1 + ' ' + E2)),
				ScriptGuard.of("apply", "    if #former > 0 then", "    if false then",
						(bench) -> !begins(west(bench), E1 + ":5").lacks("n:east")),
				ScriptGuard.of("apply", "redis.call('HSET', KEYS[1], 'a:' .. region, rest)", "local _ = nil",
						(bench) -> begins(west(bench), E1 + ":5").has("a:east", E1 + ":5")),
				ScriptGuard.of("apply", "if region ~= source then", "if false then",
						(bench) -> named(bench).lacks("g:ohio")),
				ScriptGuard.of("apply", "if #former == 0 and redis.call('HGET', KEYS[1], 'v:' .. region) == epoch then",
						"if false then", (bench) -> isKept(met(bench))),
				ScriptGuard.of("apply", "if #former == 0 and redis.call", "if redis.call",
						(bench) -> isMarked(begins(west(bench).set("w:east", F2, "v:east", E2), E1 + ":5"))));
	}

	private static ScriptBench named(ScriptBench bench) {
		west(bench).apply(E1 + ":5:5", E2 + ":6", "P", E2 + ":1", "ohio bb - west");
		return bench;
	}

	private static ScriptBench met(ScriptBench bench) {
		bench.with("epoch", F1, "guard", "west", "s:east", E2 + ":0:0", "v:east", E2, "o:" + F1, "0", "known", "1",
				"epochs", F1);
		bench.apply(E2 + ":0:0", E2 + ":6", "N", E2 + ":1", "east");
		return bench;
	}

	private static List<ScriptGuard> registered() {
		return List.of(
				ScriptGuard.of("apply", "if begun and #awaited(region, begun) == 0 then", "if begun then",
						(bench) -> !comesBack(west(bench).set("g:east", E1 + ".aa.west " + E1 + ".cc.west"))
							.lacks("n:east")),
				ScriptGuard.of("apply", "if begun and #awaited(region, begun) == 0 then", "if false then",
						(bench) -> comesBack(west(bench)).lacks("n:east")),
				ScriptGuard.of("apply", "and not has(replaced, writer.id) then", "then",
						(bench) -> comesBack(west(bench)).has("g:east", E2 + ".bb.west")));
	}

	private static ScriptBench comesBack(ScriptBench bench) {
		begins(bench, E1 + ":5").apply(E2 + ":6:1", E2 + ":7", "P", E2 + ":2", "east bb aa west");
		return bench;
	}

	/**
	 * What the east has passed on of a third region.
	 */
	private static ScriptBench hears(ScriptBench bench, String lineage) {
		bench.apply(E1 + ":5:5", E1 + ":6", "N", E3 + ":1", "ohio" + lineage);
		return bench;
	}

	private static List<ScriptGuard> hearsay() {
		return List.of(ScriptGuard.of("apply", "not added and (", "(", (bench) -> hears(west(bench), "").lacks("*")),
				ScriptGuard.of("apply", "and isNew(region) and", "and",
						(bench) -> isMarked(hears(west(bench).set("v:ohio", E2), ""))),
				ScriptGuard.of("apply", "and not string.find(lineage, ':[1-9]')", "",
						(bench) -> isMarked(hears(west(bench), ' ' + E2 + ":3"))));
	}

	private static String transfer(ScriptBench bench, String to) {
		return transfer(bench, E1 + ":5:5", to);
	}

	private static String transfer(ScriptBench bench, String from, String to) {
		return bench.run("transfer", "east", from, to + ":9:9", "1000", "1000", "64", "0", "", "1", to, "9");
	}

	private static List<ScriptGuard> transfer() {
		return List.of(ScriptGuard.of("transfer", "or #awaited(ARGV[1], issuer) > 0", "", (bench) -> {
			west(bench).set("o:" + E2, "9", "guard", "");
			return transfer(bench, E2).contains("writers");
		}), ScriptGuard.of("transfer", "or ARGV[2] ~= '' and string.sub(ARGV[2], 1, 16) ~= issuer", "",
				(bench) -> transfer(west(bench).set("o:" + E2, "9", "g:east", ""), E2).contains("lineage")),
				ScriptGuard.of("transfer", "ARGV[2] == '' and vouched and", "false and",
						(bench) -> transfer(west(bench).set("o:" + E2, "9", "g:east", "").without("s:east"), "", E2)
							.contains("lineage")),
				ScriptGuard.of("transfer", "      flood('epoch')", "      local _ = nil",
						(bench) -> transfer(west(bench).set("g:east", ""), E3).contains("epoch") && isMarked(bench)),
				ScriptGuard.of("transfer", "recovery[1] and recovery[2] ~= state[1]", "false", (bench) -> {
					transfer(west(bench).set("ancestors", F2 + ":1"), E1);
					return bench.lacks("ancestors");
				}), ScriptGuard.of("transfer", "recovery[1] and recovery[2] ~= state[1]", "recovery[1]", (bench) -> {
					transfer(west(bench).set("ancestors", F2 + ":1", "settled", F1), E1);
					return !bench.lacks("ancestors");
				}), ScriptGuard.of("transfer", "  disown(ARGV[1], issuer)", "  local _ = nil", (bench) -> {
					transfer(west(bench), E2);
					return bench.has("v:east", E2);
				}), ScriptGuard.of("transfer", "\nsettleRegion(ARGV[1], issuer)", "", (bench) -> {
					transfer(west(bench).set("n:east", E1 + ":1"), E1);
					return bench.lacks("n:east");
				}),
				ScriptGuard.of("transfer", "redis.call('HDEL', KEYS[1], 'a:' .. ARGV[1])", "local _ = nil", (bench) -> {
					transfer(west(bench).set("a:east", E3 + ":1"), E1);
					return bench.lacks("a:east");
				}));
	}

	private static List<ScriptGuard> page() {
		return List.of(ScriptGuard.of("page", "tonumber(branch) < tonumber(ARGV[1])", "false", (bench) -> bench
			.with("epoch", E2, "seq", "3", "clock", "3", "lineage", E1 + ":1", "guard", "east")
			.record(1)
			.record(2)
			.record(3)
			.run("page", "3", "10", "1000", "1000", "10", E1)
			.contains("2-0")), ScriptGuard.of(
					"page", "ARGV[6] ~= state[1]", "true",
					(bench) -> bench.with("epoch", E1, "seq", "3", "clock", "3", "lineage", E1 + ":1", "guard", "east")
						.record(3)
						.record(4)
						.run("page", "3", "10", "1000", "1000", "10", E1)
						.contains("4-0") && !bench.run("page", "3", "10", "1000", "1000", "10", E1).contains("3-0")));
	}

}
