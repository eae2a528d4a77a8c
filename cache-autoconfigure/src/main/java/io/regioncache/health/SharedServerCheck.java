package io.regioncache.health;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.regioncache.store.RegionInspections;

/**
 * Finds other regions whose addresses lead to the Redis of the home region: the log that
 * was read there names the epoch of home, which is random.
 */
public final class SharedServerCheck {

	private static final long PATIENCE_SECONDS = 2;

	private final RegionInspections inspections;

	private final String home;

	private final Supplier<List<String>> names;

	/**
	 * Create a check.
	 * @param inspections asks the home region
	 * @param home the name of the home region
	 * @param names tells the names of all regions
	 */
	public SharedServerCheck(RegionInspections inspections, String home, Supplier<List<String>> names) {
		this.inspections = inspections;
		this.home = home;
		this.names = names;
	}

	/**
	 * Ask the home region which logs it has read.
	 * @return one finding if another region has the same Redis, else none
	 */
	public List<Finding> findings() {
		List<String> others = new ArrayList<>(this.names.get());
		others.remove(this.home);
		return findings(this.inspections.progress(this.home, others, List.of())
			.thenApply((answer) -> Objects.requireNonNullElse(answer.value(), Map.<String, String>of()))
			.completeOnTimeout(Map.of(), PATIENCE_SECONDS, TimeUnit.SECONDS)
			.exceptionally((ex) -> Map.of())
			.join(), others);
	}

	private List<Finding> findings(Map<String, String> metadata, List<String> others) {
		String epoch = metadata.get("epoch");
		List<String> same = others.stream()
			.filter((other) -> epoch != null && metadata.getOrDefault("s:" + other, "").startsWith(epoch + ':'))
			.sorted()
			.toList();
		return same.isEmpty() ? List.of()
				: List.of(new Finding("same-server",
						"The addresses of %s and %s lead to the same Redis, so they are one region under several names"
							.formatted(this.home, String.join(", ", same)),
						"Correct 'regions.endpoints.%s', or remove the region".formatted(same.get(0))));
	}

}
