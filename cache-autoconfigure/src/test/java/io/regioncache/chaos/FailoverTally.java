package io.regioncache.chaos;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Counts what fail-overs have cost, so that no loss hides behind a region that marks
 * everything.
 */
final class FailoverTally {

	private final Map<String, Integer> served = new HashMap<>();

	private final List<Long> recoveries = new ArrayList<>();

	private int kept;

	private int older;

	private int unexplained;

	/**
	 * Count a fail-over.
	 * @param kept whether the other region has kept its entries
	 * @param descends whether the server knew its last epoch
	 * @param recovery what the server says of its recovery, first the milliseconds
	 */
	void count(boolean kept, boolean descends, @Nullable String recovery) {
		if (kept) {
			this.kept++;
		}
		else if (!descends) {
			this.older++;
		}
		else {
			this.unexplained++;
		}
		if (recovery != null) {
			this.recoveries.add(Long.parseLong(recovery.split(" ")[0]));
		}
	}

	/**
	 * Count an entry of before a fail-over that was served after it.
	 */
	void served(String region) {
		this.served.merge(region, 1, Integer::sum);
	}

	int kept() {
		return this.kept;
	}

	/**
	 * How often everything was marked although the server knew its last epoch, and nobody
	 * had died.
	 */
	int unexplained() {
		return this.unexplained;
	}

	private long recovery(double share) {
		List<Long> sorted = this.recoveries.stream().sorted().toList();
		return sorted.isEmpty() ? -1 : sorted.get((int) Math.min(sorted.size() - 1.0, share * sorted.size()));
	}

	@Override
	public String toString() {
		return ("entries kept in %d fail-overs, everything marked in %d to data from before the last epoch "
				+ "and in %d others; entries served of those kept: %s; recovery p50 %d ms, p99 %d ms")
			.formatted(this.kept, this.older, this.unexplained, this.served, recovery(0.5), recovery(0.99));
	}

}
