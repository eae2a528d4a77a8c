package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

import io.regioncache.store.log.RecordContent;
import io.regioncache.store.log.Issue;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.model.LoggedRegion;
import io.regioncache.model.ModelRegion.Marker;
import io.regioncache.store.log.Cursor;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.replication.redis.MarkerPage;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.entry.Scope;
import io.regioncache.replication.redis.SourceLog;
import io.regioncache.store.log.RecordKind;
import org.jspecify.annotations.Nullable;

/**
 * The log of a simulated region, as one puller reads it.
 */
final class SimulatedLog implements SourceLog {

	private final SimulatedRegion source;

	private final Wire wire;

	private final String link;

	private final BooleanSupplier alive;

	private final int page;

	private LoggedRegion before = LoggedRegion.LOST;

	private Cursor tail = new Cursor(0, 0, 0);

	SimulatedLog(SimulatedRegion source, Wire wire, String link, BooleanSupplier alive, int page) {
		this.source = source;
		this.wire = wire;
		this.link = link;
		this.alive = alive;
		this.page = page;
	}

	private boolean has(Flaw flaw) {
		return this.source.flaw() == flaw;
	}

	private <T> CompletableFuture<T> ask(Supplier<T> answer) {
		return this.wire.ask(this.link, this.alive, answer);
	}

	/**
	 * The tail is read first, the records later.
	 */
	@Override
	public CompletableFuture<LogPage> read(@Nullable Cursor cursor) {
		if (cursor == null && has(Flaw.TAIL_AFTER_MARKERS)) {
			return this.wire.ask(this.link, this.alive, () -> this.before = this.source.attached(),
					() -> new LogPage(this.tail = this.source.attached().tail(), List.of()));
		}
		return this.wire.ask(this.link, this.alive, () -> {
			this.before = this.source.attached();
			this.tail = this.before.tail();
		}, () -> page(cursor));
	}

	private LogPage page(@Nullable Cursor cursor) {
		return (cursor == null) ? new LogPage(this.tail, List.of())
				: page(this.source.flaw(), cursor, this.tail, this.source.recordsAfter(cursor.sequence(), this.page));
	}

	static LogPage page(@Nullable Flaw flaw, Cursor cursor, Cursor told, List<LogRecord> found) {
		Cursor tail = told;
		List<LogRecord> records = found;
		if (flaw == Flaw.EPOCH_OF_LOG_NOT_COMPARED) {
			records = records.stream().map((record) -> moved(record, cursor.epoch(), record.at().sequence())).toList();
			tail = new Cursor(cursor.epoch(), tail.sequence(), tail.clock());
		}
		if (flaw == Flaw.GAPS_UNSEEN) {
			records = filled(cursor, records);
		}
		if (flaw == Flaw.TAIL_NOT_TOLD) {
			tail = records.isEmpty() ? (tail.epoch() == cursor.epoch()) ? cursor : tail
					: records.get(records.size() - 1).cursor();
		}
		if (flaw == Flaw.HALF_A_STEP_APPLIED && !records.isEmpty()) {
			tail = records.get(records.size() - 1).cursor();
		}
		return new LogPage(tail, records);
	}

	/**
	 * Puts records that everybody has applied into the gaps.
	 */
	private static List<LogRecord> filled(Cursor cursor, List<LogRecord> records) {
		List<LogRecord> filled = new ArrayList<>();
		for (LogRecord record : records) {
			for (long at = cursor.sequence() + filled.size() + 1; at < record.at().sequence(); at++) {
				Position origin = new Position(record.origin().epoch(), 0);
				filled.add(moved(new LogRecord(record.at(), record.clock(), new Issue(origin, 0), RecordKind.REMOVE,
						true, new RecordContent(Scope.ALL, VersionVector.NONE)), cursor.epoch(), at));
			}
			filled.add(record);
		}
		return filled;
	}

	private static LogRecord moved(LogRecord record, long epoch, long sequence) {
		return new LogRecord(new Position(epoch, sequence), record.clock(), new Issue(record.origin(), 0),
				record.kind(), record.homeOnly(), new RecordContent(record.scope(), record.positions()));
	}

	@Override
	public CompletableFuture<VersionVector> positions() {
		return ask(() -> this.source.attached().positions());
	}

	/**
	 * One half of the markers at a time.
	 */
	@Override
	public CompletableFuture<MarkerPage> markers(String page, long from) {
		return ask(() -> {
			LoggedRegion region = this.source.attached();
			if (has(Flaw.TAIL_AFTER_MARKERS) || has(Flaw.POSITIONS_AFTER_MARKERS)) {
				region = this.before;
			}
			long least = has(Flaw.MARKERS_ABOVE_THE_CURSOR_ONLY) ? from + 1 : from;
			return marks(region, page, least);
		});
	}

	static MarkerPage marks(LoggedRegion region, String page, long least) {
		int half = page.equals("0") ? 0 : 1;
		List<MarkerWrite> marks = new ArrayList<>();
		Map<String, Marker> markers = new TreeMap<>();
		region.region().markers().forEach((scope, marker) -> markers.put(scope.field(), marker));
		markers.forEach((field, marker) -> {
			if ((field.hashCode() & 1) == half) {
				add(marks, new Scope(field), marker, least);
			}
		});
		return new MarkerPage((half == 0) ? "1" : "0", marks);
	}

	private static void add(List<MarkerWrite> marks, Scope scope, Marker marker, long least) {
		if (marker.removed() >= least) {
			marks.add(new MarkerWrite(scope, InvalidationMode.REMOVE));
		}
		if (marker.staled() >= least) {
			marks.add(new MarkerWrite(scope, InvalidationMode.STALE));
		}
	}

	@Override
	public CompletableFuture<Floor> floor() {
		return ask(() -> {
			LoggedRegion region = this.source.attached();
			boolean early = has(Flaw.FLOOR_BEFORE_MARKERS) || has(Flaw.TAIL_AFTER_MARKERS);
			long floor = has(Flaw.FLOOR_NOT_READ) ? 0 : (early ? this.before : region).region().floor();
			return new Floor(has(Flaw.TRANSFER_ACROSS_EPOCHS) ? this.tail.epoch() : region.epoch(), floor);
		});
	}

}
