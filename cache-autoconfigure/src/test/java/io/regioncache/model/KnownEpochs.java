package io.regioncache.model;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Regions in a row, each of which reads the logs of those next to it. There have been
 * more epochs than a list holds, and more than a region knows.
 *
 * @param regions the regions
 * @param unread of each log and each of its readers what is not read yet
 * @param issued the last sequence issued in each epoch
 * @param known how many epochs a region knows at most
 * @param invalidations how many may still be made
 * @param restarts how often a region may still begin a new epoch
 * @param trims how often a log may still lose what is not read
 * @param transfers how many transfers have told something new since the last fault
 */
record KnownEpochs(List<Region> regions, List<List<Entry>> unread, SortedMap<Integer, Integer> issued, int known,
		int invalidations, int restarts, int trims, int transfers) {

	static final int LISTED = 3;

	/**
	 * How many state transfers may follow a fault.
	 */
	private static final int MOST_TRANSFERS = 8;

	/**
	 * Two regions that list different epochs, and come to know more than are kept.
	 */
	static Model<KnownEpochs> pair(Set<Rule> broken) {
		Region east = region(1, List.of(3, 4, 1), at(1, 3, 4));
		Region west = region(2, List.of(2, 5, 6), at(2, 5, 6));
		return of(List.of(east, west), at(1, 2, 3, 4, 5, 6), 1, 1).model(broken);
	}

	/**
	 * Two regions that know each other, and each other only.
	 */
	static Model<KnownEpochs> few(Set<Rule> broken) {
		Region east = region(1, List.of(1, 2), at(1, 2));
		Region west = region(2, List.of(2, 1), at(1, 2));
		return of(List.of(east, west), at(1, 2), 1, 2).model(broken);
	}

	/**
	 * Two spokes, each of which learns of the other from the hub only.
	 */
	static Model<KnownEpochs> hub(Set<Rule> broken) {
		Region east = region(1, List.of(1), at(1, 2, 3, 4));
		Region hub = region(2, List.of(3, 4, 2), at(1, 2, 3, 4));
		Region west = region(3, List.of(2, 3), at(1, 2, 3, 4));
		return of(List.of(east, hub, west), at(1, 2, 3, 4), 1, 1).model(broken);
	}

	private static Region region(int own, List<Integer> list, SortedMap<Integer, Integer> applied) {
		return new Region(own, list, applied, at(), at());
	}

	private static KnownEpochs of(List<Region> regions, SortedMap<Integer, Integer> issued, int invalidations,
			int restarts) {
		List<List<Entry>> unread = Collections.nCopies(regions.size() * regions.size(), List.of());
		KnownEpochs state = new KnownEpochs(regions, unread, issued, regions.size() * LISTED, invalidations, restarts,
				1, 0);
		// Who meets another region reads its state
		return state.after(Set.of(), (draft) -> {
			for (int region = 0; region < regions.size(); region++) {
				draft.loseLog(region);
			}
		});
	}

	private static SortedMap<Integer, Integer> at(int... epochs) {
		SortedMap<Integer, Integer> positions = new TreeMap<>();
		for (int epoch : epochs) {
			positions.put(epoch, 0);
		}
		return positions;
	}

	private Model<KnownEpochs> model(Set<Rule> broken) {
		return Model.of(this, (state, next) -> state.steps(broken, next))
			.withFaults((state, next) -> state.faults(broken, next))
			.always((state) -> (state.transfers <= MOST_TRANSFERS) ? null : "they teach each other for ever")
			.atRest(KnownEpochs::lost)
			.reaches("an epoch that is known and not listed",
					(state) -> state.regions.stream().anyMatch((region) -> region.list.size() < region.applied.size()));
	}

	private @Nullable String lost() {
		for (Region region : this.regions) {
			for (int epoch : this.issued.keySet()) {
				if (region.marked.getOrDefault(epoch, 0) < this.issued.get(epoch)) {
					return "the region of epoch %d has not marked what was issued in epoch %d".formatted(region.own,
							epoch);
				}
			}
		}
		return null;
	}

	private void steps(Set<Rule> broken, BiConsumer<String, KnownEpochs> next) {
		int size = this.regions.size();
		for (int reader = 0; reader < size; reader++) {
			for (int source = Math.max(0, reader - 1); source <= Math.min(size - 1, reader + 1); source++) {
				if (!this.unread.get(source * size + reader).isEmpty()) {
					read(reader, source, broken, next);
				}
			}
		}
	}

	private void read(int reader, int source, Set<Rule> broken, BiConsumer<String, KnownEpochs> next) {
		// Which of the epochs that are not listed is forgotten, if any is, is chance
		for (boolean oldest : new boolean[] { true, false }) {
			next.accept("region %d reads region %d".formatted(reader, source),
					after(broken, (draft) -> draft.read(reader, source, oldest)));
		}
	}

	private void faults(Set<Rule> broken, BiConsumer<String, KnownEpochs> next) {
		for (int i = 0; i < this.regions.size(); i++) {
			int region = i;
			if (this.invalidations > 0) {
				next.accept("region %d invalidates".formatted(i), after(broken, (draft) -> draft.invalidate(region)));
			}
			if (this.restarts > 0) {
				next.accept("region %d begins a new epoch".formatted(i),
						after(broken, (draft) -> draft.restart(region, false)));
				next.accept("region %d loses everything".formatted(i),
						after(broken, (draft) -> draft.restart(region, true)));
			}
			if (this.trims > 0) {
				next.accept("the log of region %d is trimmed".formatted(i),
						after(broken, (draft) -> draft.trim(region)));
			}
		}
	}

	private KnownEpochs after(Set<Rule> broken, Consumer<EpochsDraft> step) {
		EpochsDraft draft = new EpochsDraft(this, broken);
		step.accept(draft);
		return draft.state();
	}

	/**
	 * What lets regions forget epochs, lose nothing, and come to rest.
	 */
	enum Rule {

		/** An epoch that leaves the list keeps its position. */
		POSITIONS_STAY,

		/** What is listed is not forgotten. */
		FORGETS_WHAT_IS_NOT_LISTED,

		/** The region's own epoch never leaves its list. */
		OWN_STAYS_LISTED,

		/** An epoch that is known and not listed returns to the list when it moves. */
		WHAT_MOVES_IS_LISTED,

		/** What a full list lacks may have moved: to read it marks everything. */
		A_FULL_LIST_MARKS_EVERYTHING,

		/** An epoch that is not known, or not any more, marks everything. */
		UNKNOWN_MARKS_EVERYTHING

	}

	/**
	 * What stands in a log.
	 *
	 * @param epoch the epoch of an invalidation, 0 of a state transfer, -1 where there is
	 * a gap
	 * @param everything whether everything was invalidated
	 * @param listed what the region listed after a transfer
	 */
	record Entry(int epoch, int sequence, boolean everything, SortedMap<Integer, Integer> listed) {

		static final Entry GAP = new Entry(-1, 0, false, new TreeMap<>());

	}

	/**
	 * One region.
	 *
	 * @param own its epoch
	 * @param list the epochs that it tells others of
	 * @param applied the last sequence of each epoch that it knows
	 * @param markers the last sequence of each epoch that its markers tell of
	 * @param marked the last sequence of each epoch that what it serves is no older than
	 */
	record Region(int own, List<Integer> list, SortedMap<Integer, Integer> applied, SortedMap<Integer, Integer> markers,
			SortedMap<Integer, Integer> marked) {

	}

}
