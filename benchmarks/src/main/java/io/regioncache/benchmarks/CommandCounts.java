package io.regioncache.benchmarks;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * How often a server has run each command, as {@code INFO commandstats} tells. Commands
 * that a script runs inside the server are counted by Redis as well.
 *
 * @param calls the number of calls by command name
 */
public record CommandCounts(Map<String, Long> calls) {

	/** What connecting and measuring costs, which no contender is charged for. */
	private static final Set<String> CONNECTING = Set.of("hello", "info", "client|setinfo", "client|setname",
			"client|id", "ping", "auth", "select", "config|resetstat");

	static CommandCounts parse(String info) {
		Map<String, Long> calls = new TreeMap<>();
		info.lines().filter((line) -> line.startsWith("cmdstat_")).forEach((line) -> {
			int colon = line.indexOf(':');
			String count = line.substring(line.indexOf("calls=") + 6, line.indexOf(','));
			calls.put(line.substring("cmdstat_".length(), colon), Long.parseLong(count));
		});
		return new CommandCounts(calls);
	}

	/**
	 * The commands run between an earlier count and this one.
	 * @param earlier the earlier count
	 * @return the difference, without those of connecting
	 */
	public CommandCounts since(CommandCounts earlier) {
		Map<String, Long> difference = new TreeMap<>();
		this.calls.forEach((name, count) -> {
			long delta = count - earlier.calls.getOrDefault(name, 0L);
			if (delta > 0 && !CONNECTING.contains(name)) {
				difference.put(name, delta);
			}
		});
		return new CommandCounts(difference);
	}

	public long total() {
		return this.calls.values().stream().mapToLong(Long::longValue).sum();
	}

	@Override
	public String toString() {
		return this.calls.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining(", "));
	}

}
