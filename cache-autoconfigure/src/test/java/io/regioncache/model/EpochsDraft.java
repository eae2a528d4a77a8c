package io.regioncache.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.regioncache.model.KnownEpochs.Entry;
import io.regioncache.model.KnownEpochs.Region;
import io.regioncache.model.KnownEpochs.Rule;

/**
 * The next state of {@link KnownEpochs} while it is being made.
 */
final class EpochsDraft {

	private final Set<Rule> broken;

	private final int known;

	private final List<DraftedRegion> regions = new ArrayList<>();

	private final List<List<Entry>> unread;

	private final SortedMap<Integer, Integer> issued;

	private int invalidations;

	private int restarts;

	private int trims;

	private int transfers;

	private boolean oldestIsForgotten;

	EpochsDraft(KnownEpochs state, Set<Rule> broken) {
		this.broken = broken;
		this.known = state.known();
		state.regions().forEach((region) -> this.regions.add(new DraftedRegion(region)));
		this.unread = new ArrayList<>(state.unread());
		this.issued = new TreeMap<>(state.issued());
		this.invalidations = state.invalidations();
		this.restarts = state.restarts();
		this.trims = state.trims();
		this.transfers = state.transfers();
	}

	KnownEpochs state() {
		return new KnownEpochs(this.regions.stream().map(DraftedRegion::region).toList(), List.copyOf(this.unread),
				this.issued, this.known, this.invalidations, this.restarts, this.trims, this.transfers);
	}

	/**
	 * Lose what is not read yet of a log.
	 */
	void loseLog(int source) {
		forReaders(source, (log) -> this.unread.set(log, List.of(Entry.GAP)));
	}

	private void forReaders(int source, Consumer<Integer> action) {
		for (int reader : new int[] { source - 1, source + 1 }) {
			if (reader >= 0 && reader < this.regions.size()) {
				action.accept(source * this.regions.size() + reader);
			}
		}
	}

	private void append(DraftedRegion region, Entry entry) {
		forReaders(this.regions.indexOf(region), (log) -> {
			List<Entry> unread = new ArrayList<>(this.unread.get(log));
			// Behind a gap everything is told by the state
			if (!unread.contains(Entry.GAP)) {
				unread.add(entry);
			}
			this.unread.set(log, List.copyOf(unread));
		});
	}

	void trim(int source) {
		this.trims--;
		this.transfers = 0;
		loseLog(source);
	}

	void invalidate(int number) {
		this.invalidations--;
		this.transfers = 0;
		DraftedRegion region = this.regions.get(number);
		int sequence = this.issued.merge(region.own, 1, Integer::sum);
		region.applied.put(region.own, sequence);
		region.mark(region.own, sequence);
		append(region, new Entry(region.own, sequence, false, new TreeMap<>()));
	}

	/**
	 * What was stored in an epoch before is not read any more.
	 */
	void restart(int number, boolean empty) {
		this.restarts--;
		this.transfers = 0;
		DraftedRegion region = this.regions.get(number);
		region.own = this.issued.lastKey() + 1;
		this.issued.put(region.own, 0);
		if (empty) {
			region.list.clear();
			region.applied.clear();
			region.markers.clear();
			for (int source = 0; source < this.regions.size(); source++) {
				if (Math.abs(source - number) == 1) {
					this.unread.set(source * this.regions.size() + number, List.of(Entry.GAP));
				}
			}
		}
		region.marked.putAll(this.issued);
		learn(region, region.own, 0);
		loseLog(number);
	}

	/**
	 * Read what comes next in a log, or the state of its region.
	 * @param oldestIsForgotten which of the epochs that are not listed is forgotten, if
	 * any is
	 */
	void read(int reader, int source, boolean oldestIsForgotten) {
		this.oldestIsForgotten = oldestIsForgotten;
		DraftedRegion here = this.regions.get(reader);
		DraftedRegion there = this.regions.get(source);
		int log = source * this.regions.size() + reader;
		Entry entry = this.unread.get(log).get(0);
		if (entry.epoch() < 0 || (entry.epoch() == 0 && here.isBehind(entry.listed()))) {
			if (there.list.contains(there.own)) {
				this.unread.set(log, List.of());
				transfer(here, there);
			}
			return;
		}
		this.unread.set(log, this.unread.get(log).subList(1, this.unread.get(log).size()));
		if (entry.epoch() > 0 && entry.epoch() != here.own) {
			apply(here, entry);
		}
	}

	private void apply(DraftedRegion here, Entry entry) {
		Integer last = here.applied.get(entry.epoch());
		if (last != null && entry.sequence() <= last) {
			return;
		}
		boolean everything = entry.everything()
				|| (last == null && !this.broken.contains(Rule.UNKNOWN_MARKS_EVERYTHING));
		if (everything) {
			here.mark(this.issued);
		}
		here.mark(entry.epoch(), entry.sequence());
		move(here, entry.epoch(), entry.sequence());
		append(here, new Entry(entry.epoch(), entry.sequence(), everything, new TreeMap<>()));
	}

	private void transfer(DraftedRegion here, DraftedRegion there) {
		SortedMap<Integer, Integer> theirs = there.listed();
		boolean full = theirs.size() >= KnownEpochs.LISTED && !this.broken.contains(Rule.A_FULL_LIST_MARKS_EVERYTHING);
		if (!here.isBehind(theirs) && !full) {
			return;
		}
		theirs.remove(here.own);
		boolean unknown = !here.applied.keySet().containsAll(theirs.keySet());
		if (full || (unknown && !this.broken.contains(Rule.UNKNOWN_MARKS_EVERYTHING))) {
			here.mark(this.issued);
		}
		here.mark(there.markers);
		theirs.forEach((epoch, sequence) -> {
			if (here.applied.getOrDefault(epoch, -1) < sequence) {
				move(here, epoch, sequence);
			}
		});
		append(here, new Entry(0, 0, false, here.listed()));
		this.transfers++;
	}

	private void move(DraftedRegion here, int epoch, int sequence) {
		boolean returns = !here.list.contains(epoch) && !this.broken.contains(Rule.WHAT_MOVES_IS_LISTED);
		if (!here.applied.containsKey(epoch) || returns) {
			learn(here, epoch, sequence);
		}
		else {
			here.applied.put(epoch, sequence);
		}
	}

	private void learn(DraftedRegion region, int epoch, int sequence) {
		region.list.add(epoch);
		region.applied.put(epoch, sequence);
		for (int i = 0; region.list.size() > KnownEpochs.LISTED;) {
			int front = region.list.get(i);
			if (front == region.own && !this.broken.contains(Rule.OWN_STAYS_LISTED)) {
				i++;
				continue;
			}
			region.list.remove(i);
			if (this.broken.contains(Rule.POSITIONS_STAY)) {
				region.applied.remove(front);
			}
		}
		while (region.applied.size() > this.known) {
			List<Integer> forgettable = new ArrayList<>(region.applied.keySet());
			if (!this.broken.contains(Rule.FORGETS_WHAT_IS_NOT_LISTED)) {
				forgettable.removeAll(region.list);
			}
			region.applied.remove(forgettable.get(this.oldestIsForgotten ? 0 : forgettable.size() - 1));
		}
	}

	/**
	 * A region in the next state, while that is being made.
	 */
	private static final class DraftedRegion {

		private int own;

		private final List<Integer> list;

		private final SortedMap<Integer, Integer> applied;

		private final SortedMap<Integer, Integer> markers;

		private final SortedMap<Integer, Integer> marked;

		DraftedRegion(Region region) {
			this.own = region.own();
			this.list = new ArrayList<>(region.list());
			this.applied = new TreeMap<>(region.applied());
			this.markers = new TreeMap<>(region.markers());
			this.marked = new TreeMap<>(region.marked());
		}

		Region region() {
			return new Region(this.own, List.copyOf(this.list), this.applied, this.markers, this.marked);
		}

		SortedMap<Integer, Integer> listed() {
			SortedMap<Integer, Integer> listed = new TreeMap<>();
			this.list.forEach((epoch) -> listed.put(epoch, this.applied.getOrDefault(epoch, 0)));
			return listed;
		}

		boolean isBehind(SortedMap<Integer, Integer> others) {
			return others.entrySet()
				.stream()
				.anyMatch((other) -> other.getKey() != this.own
						&& this.applied.getOrDefault(other.getKey(), -1) < other.getValue());
		}

		void mark(SortedMap<Integer, Integer> everything) {
			everything.forEach(this::mark);
		}

		void mark(int epoch, int sequence) {
			this.markers.merge(epoch, sequence, Math::max);
			this.marked.merge(epoch, sequence, Math::max);
		}

	}

}
