package io.regioncache.model.warming;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

/**
 * One region, with one entry. What it has applied is what its markers tell of.
 *
 * @param epoch its epoch
 * @param clock the number of invalidations so far
 * @param marker the clock of the last invalidation that covers the entry
 * @param applied the last sequence of each epoch that it knows
 * @param log the records of its epoch
 * @param trimmed how many of them, from the first, cannot be read any more
 * @param cursors how far it has read the log of each other region
 * @param entry what is stored
 * @param required the newest version whose invalidation has returned here, or was applied
 * here
 */
record Region(int epoch, int clock, int marker, SortedMap<Integer, Integer> applied, List<Rec> log, int trimmed,
		SortedMap<Integer, Cursor> cursors, @Nullable Entry entry, int required) {

	static Region begin(int epoch, int required, @Nullable Entry entry) {
		return new Region(epoch, 0, 0, positions(epoch, 0), List.of(), 0, new TreeMap<>(), entry, required);
	}

	static SortedMap<Integer, Integer> positions(int epoch, int sequence) {
		return new TreeMap<>(Map.of(epoch, sequence));
	}

	Region knowing(Region other, int name) {
		SortedMap<Integer, Integer> applied = new TreeMap<>(this.applied);
		applied.merge(other.epoch, other.applied.getOrDefault(other.epoch, 0), Math::max);
		SortedMap<Integer, Cursor> cursors = new TreeMap<>(this.cursors);
		cursors.put(name, new Cursor(other.epoch, other.log.size()));
		return new Region(this.epoch, this.clock, this.marker, applied, this.log, this.trimmed, cursors, this.entry,
				this.required);
	}

	/**
	 * The version that it serves, or -1.
	 */
	int served() {
		return (this.entry != null && isValid(this.entry)) ? this.entry.version : -1;
	}

	boolean isValid(Entry entry) {
		return entry.epoch == this.epoch && entry.lease >= this.marker;
	}

	Region store(Entry stored) {
		return new Region(this.epoch, this.clock, this.marker, this.applied, this.log, this.trimmed, this.cursors,
				stored, this.required);
	}

	Region trim() {
		return new Region(this.epoch, this.clock, this.marker, this.applied, this.log, this.log.size(), this.cursors,
				this.entry, this.required);
	}

	/**
	 * Mark a record, its own or one that has arrived, and pass it on.
	 */
	Region mark(Rec record) {
		List<Rec> log = new ArrayList<>(this.log);
		log.add(record);
		SortedMap<Integer, Integer> applied = new TreeMap<>(this.applied);
		applied.merge(record.epoch, record.sequence, Math::max);
		int clock = this.clock + 1;
		return new Region(this.epoch, clock, record.covers ? clock : this.marker, applied, log, this.trimmed,
				this.cursors, this.entry, record.covers ? Math.max(this.required, record.version) : this.required);
	}

	/**
	 * Read the next record of another region, or its state.
	 */
	Region read(int name, Region source, boolean unknownMarks) {
		Cursor cursor = this.cursors.get(name);
		boolean known = cursor != null && cursor.epoch == source.epoch && cursor.read >= source.trimmed;
		Region read = this;
		int to = source.log.size();
		if (known) {
			Rec record = source.log.get(cursor.read);
			to = cursor.read + 1;
			if (record.isTransfer()) {
				if (record.listed.entrySet().stream().anyMatch((at) -> isBehind(at.getKey(), at.getValue()))) {
					to = source.log.size();
					read = take(source, unknownMarks);
				}
			}
			else if (record.epoch != this.epoch && isBehind(record.epoch, record.sequence)) {
				read = mark(record);
			}
		}
		else {
			read = take(source, unknownMarks);
		}
		SortedMap<Integer, Cursor> cursors = new TreeMap<>(read.cursors);
		cursors.put(name, new Cursor(source.epoch, to));
		return new Region(read.epoch, read.clock, read.marker, read.applied, read.log, read.trimmed, cursors,
				read.entry, read.required);
	}

	/**
	 * Whether there is something to read in the log of another region.
	 */
	boolean mayRead(int name, Region source) {
		Cursor cursor = this.cursors.get(name);
		return cursor == null || cursor.epoch != source.epoch || cursor.read < source.log.size();
	}

	private boolean isBehind(int epoch, int sequence) {
		return epoch != this.epoch && this.applied.getOrDefault(epoch, -1) < sequence;
	}

	/**
	 * A state transfer. Its markers cover the entry if those of the source do.
	 */
	private Region take(Region source, boolean unknownMarks) {
		SortedMap<Integer, Integer> applied = new TreeMap<>(this.applied);
		boolean ahead = false;
		boolean unknown = false;
		for (int epoch : source.applied.keySet()) {
			int theirs = source.applied.get(epoch);
			unknown |= !applied.containsKey(epoch);
			if (isBehind(epoch, theirs)) {
				ahead = true;
				applied.put(epoch, theirs);
			}
		}
		if (!ahead) {
			return this;
		}
		List<Rec> log = new ArrayList<>(this.log);
		log.add(Rec.transfer(this.epoch, applied));
		int clock = this.clock + 1;
		boolean covers = (unknown && unknownMarks) || source.marker > 0;
		return new Region(this.epoch, clock, covers ? clock : this.marker, applied, log, this.trimmed, this.cursors,
				this.entry, Math.max(this.required, source.required));
	}

	/**
	 * Whether its log shows that nothing which another had not applied covers the entry,
	 * as {@code accept.lua} asks.
	 */
	boolean admits(SortedMap<Integer, Integer> vector, Set<Rule> broken) {
		SortedMap<Integer, Integer> missing = new TreeMap<>();
		for (int epoch : this.applied.keySet()) {
			Integer theirs = vector.get(epoch);
			if (theirs == null && !broken.contains(Rule.UNKNOWN_EPOCH_REFUSES)) {
				return false;
			}
			if (theirs != null && this.applied.get(epoch) > theirs) {
				missing.put(epoch, theirs);
			}
		}
		if (broken.contains(Rule.COMPARED_AT_HOME)) {
			return true;
		}
		for (int i = this.log.size() - 1; i >= this.trimmed && !missing.isEmpty(); i--) {
			Rec record = this.log.get(i);
			if (record.isTransfer()) {
				return record.listed.entrySet()
					.stream()
					.noneMatch((at) -> at.getValue() > vector.getOrDefault(at.getKey(), 0));
			}
			Integer seen = missing.get(record.epoch);
			if (seen != null && record.sequence <= seen) {
				missing.remove(record.epoch);
			}
			else if (seen != null && record.covers) {
				return false;
			}
		}
		return missing.isEmpty() || this.trimmed == 0 || broken.contains(Rule.TRIMMED_LOG_REFUSES);
	}

	/**
	 * How far a log was read.
	 */
	record Cursor(int epoch, int read) {

	}

	/**
	 * What is stored.
	 *
	 * @param version which version of the origin it shows
	 */
	record Entry(int epoch, int lease, int version) {

	}

	/**
	 * A record of a log.
	 *
	 * @param covers whether it covers the entry
	 * @param version the version that it was issued for
	 * @param listed what a region had applied after a state transfer; empty otherwise
	 */
	record Rec(int epoch, int sequence, boolean covers, int version, SortedMap<Integer, Integer> listed) {

		static Rec of(int epoch, int sequence, boolean covers, int version) {
			return new Rec(epoch, sequence, covers, version, new TreeMap<>());
		}

		static Rec transfer(int epoch, SortedMap<Integer, Integer> listed) {
			return new Rec(epoch, 0, false, 0, listed);
		}

		boolean isTransfer() {
			return !this.listed.isEmpty();
		}

	}

}
