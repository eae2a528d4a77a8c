package io.regioncache.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.regioncache.region.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * How far regions other than home are known to be level with all others, home included.
 */
final class LevelsElsewhere {

	/**
	 * How long nobody asks again how far another region has come.
	 */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final LevelQuestions questions;

	private final MonotonicClock clock;

	private final Map<String, Judgment> judgments = new ConcurrentHashMap<>();

	LevelsElsewhere(SingleRegionStore own, RegionFailover others, LevelQuestions questions) {
		this.own = own;
		this.others = others;
		this.questions = questions;
		this.clock = own.clock();
	}

	CompletableFuture<Optional<RegionLevel>> of(SingleRegionStore region, long bound) {
		long now = this.clock.nanos();
		if (!this.questions.tails().areSince(others(region), now - bound)) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		return this.judgments.compute(region.region(), (name, last) -> judgment(region, last, now))
			.level()
			.thenApply((level) -> level
				.filter((seen) -> seen.reaches(this.clock.nanos() - bound) && LevelQuestions.isTrusted(region, bound)));
	}

	private Judgment judgment(SingleRegionStore region, @Nullable Judgment last, long now) {
		return (last != null && last.stands(now)) ? last : new Judgment(now, judge(region));
	}

	/**
	 * Another region is level with home, too, whose tail is asked for first.
	 */
	private CompletableFuture<Optional<RegionLevel>> judge(SingleRegionStore region) {
		List<String> names = new ArrayList<>(others(region));
		names.add(this.own.region());
		return this.questions.tail(this.own)
			.thenCompose((asked) -> this.questions.applied(region, names))
			.handle((applied, ex) -> Optional.ofNullable(applied)
				.map((tails) -> this.questions.tails().level(tails, names, this.clock.nanos())));
	}

	/**
	 * Return the names of all regions but home and another one.
	 */
	private List<String> others(SingleRegionStore region) {
		return this.others.started().keySet().stream().filter((name) -> !name.equals(region.region())).toList();
	}

	private record Judgment(long sent, CompletableFuture<Optional<RegionLevel>> level) {

		boolean stands(long now) {
			return !this.level.isDone() || now - this.sent < PAUSE_NANOS;
		}

	}

}
