package io.regioncache.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Which servers fail over, and how: every kind as often as the others, in any order.
 */
final class FailoverSchedule {

	private final List<FailoverRegion> regions;

	private final Random dice;

	private final List<String> bag = new ArrayList<>();

	FailoverSchedule(List<FailoverRegion> regions, Random dice) {
		this.regions = regions;
		this.dice = dice;
	}

	Item next() {
		if (this.bag.isEmpty()) {
			this.bag.addAll(first().site().kinds());
			this.bag.add(FailoverChaos.TWO_AT_ONCE);
			Collections.shuffle(this.bag, this.dice);
		}
		String kind = this.bag.remove(0);
		return kind.equals(FailoverChaos.TWO_AT_ONCE) ? item(kind, this.regions.subList(0, 2), null)
				: item(kind, List.of(any(kind)), kind);
	}

	/**
	 * Return one for the time when a process of the first region is killed.
	 */
	Item nextWithProcess() {
		return item(FailoverChaos.WITH_PROCESS, List.of(first()), null);
	}

	private FailoverRegion first() {
		return this.regions.get(0);
	}

	private FailoverRegion any(String kind) {
		List<FailoverRegion> possible = this.regions.stream()
			.filter((region) -> region.site().kinds().contains(kind))
			.toList();
		return possible.get(this.dice.nextInt(possible.size()));
	}

	private Item item(String kind, List<FailoverRegion> regions, @Nullable String way) {
		List<Step> steps = regions.stream()
			.map((region) -> new Step(region, (way != null) ? way : anyKeeping(region.site()),
					new Random(this.dice.nextLong())))
			.toList();
		return new Item(kind, steps);
	}

	/**
	 * Any way that leaves nearly everything on the server.
	 */
	private String anyKeeping(FailoverSite site) {
		List<String> kinds = site.kinds().stream().filter(FailoverSchedule::isRecent).toList();
		return kinds.get(this.dice.nextInt(kinds.size()));
	}

	private static boolean isRecent(String kind) {
		return !kind.equals(ServersSite.EMPTY) && !kind.equals(ServersSite.EARLIER);
	}

	/**
	 * A fail-over.
	 *
	 * @param kind as what it counts
	 * @param steps what is done, all at once
	 */
	record Item(String kind, List<Step> steps) {

		List<FailoverRegion> regions() {
			return this.steps.stream().map(Step::region).toList();
		}

		void failOver() {
			this.steps.stream()
				.map((step) -> CompletableFuture.runAsync(step::run))
				.toList()
				.forEach(CompletableFuture::join);
		}

		@Override
		public String toString() {
			return this.kind + " " + this.steps;
		}

	}

	record Step(FailoverRegion region, String way, Random dice) {

		void run() {
			this.region.site().failOver(this.way, this.dice);
		}

		@Override
		public String toString() {
			return this.region.name() + " " + this.way;
		}

	}

}
