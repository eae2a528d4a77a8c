package io.regioncache.health;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

import io.regioncache.store.session.ServerStatus;

import org.springframework.util.unit.DataSize;

/**
 * Finds out whether the caches of a region may take more than its servers have.
 */
public final class BudgetCheck {

	private final Supplier<Map<String, Long>> budgets;

	private final IntSupplier servers;

	/**
	 * Create a check.
	 * @param budgets tells how many bytes the caches may take, by name
	 * @param servers tells over how many servers entries are spread
	 */
	public BudgetCheck(Supplier<Map<String, Long>> budgets, IntSupplier servers) {
		this.budgets = budgets;
		this.servers = servers;
	}

	/**
	 * Compare.
	 * @param server what one of the servers says
	 * @return one finding if the budgets are more than there is, else none
	 */
	public List<Finding> findings(ServerStatus server) {
		Map<String, Long> budgets = new TreeMap<>(this.budgets.get());
		budgets.values().removeIf((bytes) -> bytes <= 0);
		long sum = budgets.values().stream().mapToLong(Long::longValue).sum();
		long there = server.number("maxmemory") * Math.max(1, this.servers.getAsInt());
		if (there <= 0 || sum <= there) {
			return List.of();
		}
		return List.of(finding(budgets, sum, there));
	}

	private static Finding finding(Map<String, Long> budgets, long sum, long there) {
		List<String> sizes = budgets.entrySet()
			.stream()
			.map((budget) -> budget.getKey() + ' ' + size(budget.getValue()))
			.toList();
		return new Finding("memory-budgets",
				"The memory budgets of the caches add up to %s, and Redis may use %s (maxmemory): it evicts entries of any cache before the budgets are reached: %s"
					.formatted(size(sum), size(there), sizes),
				"Lower 'regions.caches.<name>.max-memory', or raise maxmemory");
	}

	private static String size(long bytes) {
		DataSize size = DataSize.ofBytes(bytes);
		return (size.toMegabytes() > 0) ? size.toMegabytes() + " MB" : bytes + " bytes";
	}

}
