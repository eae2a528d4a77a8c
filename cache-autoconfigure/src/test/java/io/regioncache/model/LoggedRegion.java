package io.regioncache.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

import io.regioncache.store.log.RecordContent;
import io.regioncache.store.log.Issue;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.ShippedValue;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ModelRegion} with what makes it one of several: its log, the positions it has
 * applied and its cursors in other logs. Its equality with the scripts is tested in the
 * store's package, on a real server.
 *
 * @param region markers, clock, floor and epoch
 * @param seq the sequence of the last record of the log
 * @param epochs the epochs it knows, the oldest acquaintance first
 * @param applied the last sequence by epoch
 * @param cursors how far it has read, by source
 * @param log the records that are still there
 */
public record LoggedRegion(ModelRegion region, long seq, List<Long> epochs, Map<Long, Long> applied,
		Map<String, Cursor> cursors, List<LogRecord> log) {

	/**
	 * A region whose metadata does not exist, nor its log.
	 */
	public static final LoggedRegion LOST = new LoggedRegion(ModelRegion.LOST, 0, List.of(), Map.of(), Map.of(),
			List.of());

	/**
	 * How many epochs a region remembers.
	 */
	public static final int MAX_EPOCHS = 4096;

	/**
	 * How many records of its log a region looks at to judge a value.
	 */
	private static final int JUDGED = 500;

	/**
	 * How far a record may be ahead of what is applied.
	 */
	private static final long MAX_JUMP = 1L << 20;

	public LoggedRegion {
		epochs = List.copyOf(epochs);
		applied = Map.copyOf(applied);
		cursors = Map.copyOf(cursors);
		log = List.copyOf(log);
	}

	/**
	 * Begins an epoch and a log if there is none, or if it belongs to another reign.
	 * @param serving the reign of the server
	 * @param begins the epoch to begin with
	 * @return the region, attached
	 */
	public LoggedRegion attach(String serving, long begins) {
		ModelRegion attached = this.region.attach(serving, begins);
		return (attached == this.region) ? this : with(attached).learn(begins, 0).withLog(List.of());
	}

	/**
	 * Goes on in its epoch: the server has another id, and the same data.
	 * @param serving its id
	 * @return the region, attached
	 */
	public LoggedRegion goOn(String serving) {
		return with(new ModelRegion(serving, this.region.epoch(), this.region.clock(), this.region.floor(),
				this.region.markers()));
	}

	/**
	 * Invalidates scopes: a marker and a record each.
	 * @param scopes the scopes
	 * @param stale whether entries may still be served while they are refreshed
	 * @param homeOnly whether other regions pass it over
	 * @param millis when it is published
	 * @return the region after it
	 */
	public LoggedRegion invalidate(Collection<Scope> scopes, boolean stale, boolean homeOnly, long millis) {
		LoggedRegion next = with(this.region.invalidate(scopes, stale));
		for (Scope scope : scopes) {
			Position origin = new Position(epoch(), next.applied.getOrDefault(epoch(), 0L) + 1);
			next = next.passed(origin)
				.append(origin, millis, stale ? RecordKind.STALE : RecordKind.REMOVE, homeOnly, scope);
		}
		return next;
	}

	/**
	 * Whether a cursor is what a reader takes it for.
	 * @param source the name of the source
	 * @param cursor the cursor as the reader knows it
	 * @return {@code false} if what the reader brings is not to be applied
	 */
	public boolean hasCursor(String source, @Nullable Cursor cursor) {
		Cursor stored = this.cursors.get(source);
		return (cursor != null) ? cursor.equals(stored) : stored == null;
	}

	/**
	 * Whether records claim nothing that cannot be.
	 * @param records the records
	 * @return {@code false} if none of them is to be applied
	 */
	public boolean believes(List<LogRecord> records) {
		return records.stream().map(LogRecord::origin).allMatch((origin) -> {
			Long last = this.applied.get(origin.epoch());
			return last == null || origin.sequence() <= last + ((origin.epoch() == epoch()) ? 0 : MAX_JUMP);
		});
	}

	/**
	 * Applies records of another region's log, and moves the cursor past them.
	 * @param source the name of the source
	 * @param to the cursor after the records
	 * @param records the records
	 * @return the region after it
	 */
	public LoggedRegion apply(String source, Cursor to, List<LogRecord> records) {
		LoggedRegion next = this;
		for (LogRecord record : records) {
			Position origin = record.origin();
			Long last = next.applied.get(origin.epoch());
			boolean known = last != null && origin.sequence() <= last;
			boolean again = known && isToldBy(to, origin) && !record.homeOnly() && record.kind() != RecordKind.VALUE;
			if (known && !again) {
				continue;
			}
			if (next.region.clock() == this.region.clock()) {
				next = next.with(this.region.tick());
			}
			if (again) {
				Position own = new Position(epoch(), next.applied.getOrDefault(epoch(), 0L) + 1);
				next = next.mark(record.scope(), record.kind() == RecordKind.STALE)
					.passed(own)
					.append(own, record.publishedMillis(), record.kind(), true, record.scope());
			}
			else if (last == null) {
				next = next.mark(Scope.ALL, false)
					.learn(origin.epoch(), origin.sequence())
					.append(origin, record.publishedMillis(), RecordKind.REMOVE, false, Scope.ALL);
			}
			else {
				boolean marks = !record.homeOnly() && record.kind() != RecordKind.VALUE;
				next = marks ? next.mark(record.scope(), record.kind() == RecordKind.STALE) : next;
				next = next.passed(origin);
				next = (record.kind() == RecordKind.VALUE)
						? next.append(next.value(origin, record.publishedMillis(), record.value())) : next
							.append(origin, record.publishedMillis(), record.kind(), record.homeOnly(), record.scope());
			}
		}
		return next.withCursor(source, to);
	}

	/**
	 * Whether the source says it of itself, though others had claimed to pass it on
	 * before these records were read: what they have marked may be something else.
	 */
	private boolean isToldBy(Cursor to, Position origin) {
		Long before = this.applied.get(origin.epoch());
		return to.epoch() == origin.epoch() && origin.epoch() != epoch() && before != null
				&& origin.sequence() <= before;
	}

	/**
	 * Puts a value into the log, for other regions.
	 * @param value the value
	 * @return the region after it
	 */
	public LoggedRegion ship(ShippedValue value) {
		Position origin = new Position(epoch(), this.applied.getOrDefault(epoch(), 0L) + 1);
		return passed(origin).append(value(origin, 0, value));
	}

	private LogRecord value(Position origin, long millis, @Nullable ShippedValue value) {
		return new LogRecord(nextInLog(), this.region.clock(), new Issue(origin, millis), RecordKind.VALUE, false,
				new RecordContent((value != null) ? value.key() : Scope.ALL, VersionVector.NONE, value));
	}

	/**
	 * Judges a value of another region: what was applied here, and not by its origin when
	 * the load began, must be in the log and not cover it.
	 * @param value the value
	 * @return whether it may be stored under the present lease
	 */
	public boolean accepts(ShippedValue value) {
		Map<Long, Long> known = value.known().applied();
		Map<Long, Long> missing = new HashMap<>();
		for (Map.Entry<Long, Long> ours : positions().applied().entrySet()) {
			Long theirs = known.get(ours.getKey());
			if (theirs == null) {
				return false;
			}
			if (ours.getValue() > theirs) {
				missing.put(ours.getKey(), theirs);
			}
		}
		return this.region.hasEpoch() && isUncovered(value, known, missing);
	}

	private boolean isUncovered(ShippedValue value, Map<Long, Long> known, Map<Long, Long> missing) {
		List<Scope> covering = new ArrayList<>(List.of(Scope.ALL, Scope.cache(value.cache()), value.key()));
		covering.addAll(value.entry().tags());
		long sequence = 0;
		for (int i = this.log.size() - 1; i >= Math.max(0, this.log.size() - JUDGED) && !missing.isEmpty(); i--) {
			LogRecord record = this.log.get(i);
			sequence = record.at().sequence();
			if (record.kind() == RecordKind.TRANSFER) {
				return record.positions()
					.applied()
					.entrySet()
					.stream()
					.allMatch((ours) -> ours.getValue() <= known.getOrDefault(ours.getKey(), 0L));
			}
			Long seen = missing.get(record.origin().epoch());
			if (seen != null && record.origin().sequence() <= seen) {
				missing.remove(record.origin().epoch());
			}
			else if (seen != null && record.kind() != RecordKind.VALUE
					&& (!record.homeOnly() || record.origin().epoch() == epoch())
					&& covering.contains(record.scope())) {
				return false;
			}
		}
		return missing.isEmpty() || sequence == 1;
	}

	/**
	 * Ends a state transfer.
	 * @param source the name of the source
	 * @param to the tail from which to go on
	 * @param theirs what the source had applied
	 * @param marks what to mark
	 * @param everything whether everything is to be marked
	 * @param millis when it ends
	 * @return the region after it
	 */
	public LoggedRegion finish(String source, Cursor to, VersionVector theirs, List<MarkerWrite> marks,
			boolean everything, long millis) {
		LoggedRegion next = withCursor(source, to);
		Map<Long, Long> told = new TreeMap<>(theirs.applied());
		told.remove(epoch());
		VersionVector known = new VersionVector(this.applied);
		VersionVector others = new VersionVector(told);
		boolean ahead = others.isAheadOf(known);
		if (!ahead && marks.isEmpty() && !everything) {
			return next;
		}
		for (Map.Entry<Long, Long> their : told.entrySet()) {
			next = next.applied.containsKey(their.getKey())
					? next.passed(new Position(their.getKey(), their.getValue()))
					: next.learn(their.getKey(), their.getValue());
		}
		next = next.with(this.region.tick());
		if (everything || others.nameUnknownTo(known)) {
			next = next.mark(Scope.ALL, false);
		}
		else {
			for (MarkerWrite mark : marks) {
				next = next.mark(mark.scope(), mark.mode() == InvalidationMode.STALE);
			}
		}
		if (!ahead) {
			Position own = new Position(epoch(), next.applied.getOrDefault(epoch(), 0L) + 1);
			return next.passed(own).append(own, millis, RecordKind.REMOVE, true, Scope.ALL);
		}
		return next
			.append(new LogRecord(next.nextInLog(), next.region.clock(), new Issue(new Position(epoch(), 0), millis),
					RecordKind.TRANSFER, false, new RecordContent(Scope.ALL, next.positions())));
	}

	public long epoch() {
		return this.region.epoch();
	}

	public Cursor tail() {
		return new Cursor(epoch(), this.seq, this.region.clock());
	}

	/**
	 * What it tells others that it has applied.
	 * @return the positions of the epochs in its list
	 */
	public VersionVector positions() {
		Map<Long, Long> listed = new HashMap<>(this.applied);
		listed.keySet().retainAll(this.epochs);
		return new VersionVector(listed);
	}

	/**
	 * Writes the hash as Redis holds it, but for the format version and the heartbeat.
	 * @return its fields
	 */
	public Map<String, String> hash() {
		Map<String, String> hash = this.region.hash();
		if (!this.epochs.isEmpty()) {
			hash.put("known", Integer.toString(this.applied.size()));
			hash.put("epochs", String.join(" ", this.epochs.stream().map(LoggedRegion::hex).toList()));
		}
		this.applied.forEach((epoch, sequence) -> hash.put("o:" + hex(epoch), sequence.toString()));
		this.cursors.forEach((source, cursor) -> hash.put("s:" + source,
				hex(cursor.epoch()) + ':' + cursor.sequence() + ':' + cursor.clock()));
		if (this.seq > 0) {
			hash.put("seq", Long.toString(this.seq));
		}
		return hash;
	}

	public static String hex(long epoch) {
		return HexFormat.of().toHexDigits(epoch);
	}

	public LoggedRegion with(ModelRegion region) {
		return new LoggedRegion(region, this.seq, this.epochs, this.applied, this.cursors, this.log);
	}

	public LoggedRegion withLog(List<LogRecord> log) {
		return new LoggedRegion(this.region, this.seq, this.epochs, this.applied, this.cursors, log);
	}

	public LoggedRegion withSeq(long seq) {
		return new LoggedRegion(this.region, seq, this.epochs, this.applied, this.cursors, this.log);
	}

	/**
	 * The same region, had it not written to its log.
	 * @param before what it was before
	 * @return the region without the records it has written since
	 */
	public LoggedRegion withoutRecordsSince(LoggedRegion before) {
		return withSeq(before.seq).withLog(before.log);
	}

	public LoggedRegion withApplied(Map<Long, Long> applied) {
		return new LoggedRegion(this.region, this.seq, this.epochs, applied, this.cursors, this.log);
	}

	public LoggedRegion withCursor(String source, Cursor cursor) {
		return new LoggedRegion(this.region, this.seq, this.epochs, this.applied,
				changed(this.cursors, (cursors) -> cursors.put(source, cursor)), this.log);
	}

	private LoggedRegion mark(Scope scope, boolean stale) {
		long clock = this.region.clock();
		return with(stale ? this.region.markStale(scope, clock) : this.region.markRemoved(scope, clock));
	}

	private LoggedRegion passed(Position origin) {
		LoggedRegion passed = withApplied(
				changed(this.applied, (applied) -> applied.merge(origin.epoch(), origin.sequence(), Math::max)));
		return (this.epochs.contains(origin.epoch()) || passed.applied.equals(this.applied)) ? passed : passed
			.learn(origin.epoch(), Math.max(origin.sequence(), this.applied.getOrDefault(origin.epoch(), 0L)));
	}

	/**
	 * Gets to know an epoch, or lists it again. One that leaves the list stays known.
	 * @param epoch the epoch
	 * @param sequence the last sequence applied
	 * @return the region after it
	 */
	public LoggedRegion learn(long epoch, long sequence) {
		List<Long> known = new ArrayList<>(this.epochs);
		known.add(epoch);
		Map<Long, Long> positions = new HashMap<>(this.applied);
		positions.put(epoch, sequence);
		while (known.size() > MAX_EPOCHS) {
			known.remove((known.get(0) == epoch()) ? 1 : 0);
		}
		return new LoggedRegion(this.region, this.seq, known, positions, this.cursors, this.log);
	}

	private LoggedRegion append(Position origin, long millis, RecordKind kind, boolean homeOnly, Scope scope) {
		return append(new LogRecord(nextInLog(), this.region.clock(), new Issue(origin, millis), kind, homeOnly,
				new RecordContent(scope, VersionVector.NONE)));
	}

	private LoggedRegion append(LogRecord record) {
		List<LogRecord> longer = new ArrayList<>(this.log);
		longer.add(record);
		return new LoggedRegion(this.region, this.seq + 1, this.epochs, this.applied, this.cursors, longer);
	}

	private Position nextInLog() {
		return new Position(epoch(), this.seq + 1);
	}

	private static <K, V> Map<K, V> changed(Map<K, V> map, Consumer<Map<K, V>> change) {
		Map<K, V> copy = new HashMap<>(map);
		change.accept(copy);
		return copy;
	}

}
