package io.regioncache.writebehind;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * Writes changes, in ever smaller parts where some of them are refused. Where several are
 * refused and none is written, it is taken for an outage, but for those that were refused
 * before beside others that were written.
 */
final class BatchRun {

	/**
	 * So many are refused in a row before it is taken for an outage.
	 */
	private static final int ENOUGH = 8;

	private final BatchWriter<Object, Object> writer;

	private final ChangeCodec codec;

	private final Predicate<PendingChange> suspect;

	private final List<PendingChange> written = new ArrayList<>();

	private final Map<PendingChange, Exception> refused = new LinkedHashMap<>();

	private @Nullable Exception outage;

	BatchRun(BatchWriter<Object, Object> writer, ChangeCodec codec, Predicate<PendingChange> suspect) {
		this.suspect = suspect;
		this.writer = writer;
		this.codec = codec;
	}

	/**
	 * Write changes.
	 * @param changes the changes, in the order of their sequences
	 */
	void write(List<PendingChange> changes) {
		List<Readable> readable = readable(changes);
		writePart(readable);
		if (this.written.isEmpty()) {
			judge(readable.stream()
				.map(Readable::pending)
				.filter((each) -> this.refused.containsKey(each) && !this.suspect.test(each))
				.toList());
		}
	}

	/**
	 * Decide what it means that nothing was written.
	 * @param unsuspected what was refused, and never before
	 */
	private void judge(List<PendingChange> unsuspected) {
		if (this.outage == null && unsuspected.size() > 1) {
			this.outage = this.refused.get(unsuspected.get(0));
		}
		if (this.outage != null) {
			unsuspected.forEach(this.refused::remove);
		}
	}

	private List<Readable> readable(List<PendingChange> changes) {
		List<Readable> readable = new ArrayList<>();
		for (PendingChange change : changes) {
			try {
				readable.add(new Readable(change, read(change)));
			}
			catch (RuntimeException ex) {
				this.refused.put(change, ex);
			}
		}
		return readable;
	}

	private Change<Object, Object> read(PendingChange change) {
		return new Change<>(this.codec.key(change.bytes(), this.writer.keyType()),
				this.codec.value(change.bytes(), this.writer.valueType()), change.sequence());
	}

	private void writePart(List<Readable> part) {
		if (part.isEmpty() || this.outage != null) {
			return;
		}
		try {
			this.writer.write(part.stream().map(Readable::change).toList());
			part.forEach((each) -> this.written.add(each.pending));
		}
		catch (Exception ex) {
			failed(part, ex);
		}
	}

	private void failed(List<Readable> part, Exception failure) {
		if (failure instanceof InterruptedException) {
			Thread.currentThread().interrupt();
		}
		if (failure instanceof InterruptedException || this.writer.isOutage(failure)) {
			this.outage = failure;
		}
		else if (part.size() == 1) {
			refused(part.get(0).pending, failure);
		}
		else {
			writePart(part.subList(0, part.size() / 2));
			writePart(part.subList(part.size() / 2, part.size()));
		}
	}

	private void refused(PendingChange change, Exception failure) {
		this.refused.put(change, failure);
		if (this.refused.size() >= ENOUGH && this.written.isEmpty() && !this.suspect.test(change)) {
			this.outage = failure;
		}
	}

	List<PendingChange> written() {
		return this.written;
	}

	/**
	 * Return what the database refuses, and why.
	 */
	Map<PendingChange, Exception> refused() {
		return this.refused;
	}

	/**
	 * Return why nothing can be written at present, or {@code null}.
	 */
	@Nullable Exception outage() {
		return this.outage;
	}

	/**
	 * A change that could be read.
	 *
	 * @param pending the change in the region
	 * @param change what the application is given
	 */
	private record Readable(PendingChange pending, Change<Object, Object> change) {

	}

}
