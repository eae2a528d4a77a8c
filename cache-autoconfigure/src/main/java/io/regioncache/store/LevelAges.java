package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.position.AppliedTails;
import org.jspecify.annotations.Nullable;

/**
 * How long ago regions were level with each of the others, for operators.
 */
final class LevelAges {

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final LevelQuestions questions;

	private final MonotonicClock clock;

	LevelAges(SingleRegionStore own, RegionFailover others, LevelQuestions questions) {
		this.own = own;
		this.others = others;
		this.questions = questions;
		this.clock = own.clock();
	}

	/**
	 * Ask all regions for the ends of their logs, and then one for what it has applied.
	 */
	CompletableFuture<Map<String, Optional<Duration>>> of(String region) {
		return this.others.all().thenCompose((others) -> {
			List<SingleRegionStore> all = new ArrayList<>(others.values());
			all.add(this.own);
			return CompletableFuture.allOf(all.stream().map(this.questions::tail).toArray(CompletableFuture[]::new))
				.thenCompose((asked) -> of(region, all));
		});
	}

	private CompletableFuture<Map<String, Optional<Duration>>> of(String region, List<SingleRegionStore> all) {
		SingleRegionStore asked = all.stream()
			.filter((each) -> each.region().equals(region))
			.findAny()
			.orElse(this.own);
		List<String> names = all.stream()
			.map(SingleRegionStore::region)
			.filter((name) -> !name.equals(region))
			.toList();
		return this.questions.applied(asked, names).handle((applied, ex) -> ages(names, applied));
	}

	private Map<String, Optional<Duration>> ages(List<String> names, @Nullable AppliedTails applied) {
		Map<String, Optional<Duration>> ages = new LinkedHashMap<>();
		names.forEach((name) -> ages.put(name, Optional.ofNullable(applied).flatMap((tails) -> age(tails, name))));
		return ages;
	}

	private Optional<Duration> age(AppliedTails applied, String other) {
		return Optional.ofNullable(this.questions.tails().asOf(applied, other))
			.map((moment) -> Duration.ofNanos(this.clock.nanos() - moment));
	}

}
