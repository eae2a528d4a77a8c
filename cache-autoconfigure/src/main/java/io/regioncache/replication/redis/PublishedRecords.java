package io.regioncache.replication.redis;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.store.log.CorruptRecordException;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordDecoder;
import io.regioncache.store.log.TraceContext;
import org.jspecify.annotations.Nullable;

/**
 * Records of a log that were published and not yet asked for.
 * <p>
 * Any of them may be missing: they are handed out only if they follow the cursor without
 * a gap.
 */
final class PublishedRecords {

	static final int CAPACITY = 10_000;

	static final long MAX_BYTES = 16 * 1024 * 1024;

	/**
	 * A longer message is not decoded, which would take too long for the event loop: the
	 * log is read instead.
	 */
	static final int MAX_MESSAGE = 64 * 1024;

	private static final int PAGE = 1000;

	private final Deque<LogRecord> records = new ArrayDeque<>();

	private long bytes;

	private @Nullable Cursor tail;

	private final AtomicReference<@Nullable Waiter> waiting = new AtomicReference<>();

	/**
	 * Note what was read from the log itself.
	 */
	synchronized void polled(LogPage page) {
		Cursor known = this.tail;
		if (known == null || known.epoch() != page.tail().epoch() || known.sequence() < page.tail().sequence()) {
			this.tail = page.tail();
		}
	}

	/**
	 * Take a message: records, each after its length in four bytes.
	 */
	void receive(byte[] message) {
		Waiter waiter;
		LogPage page;
		synchronized (this) {
			add(message);
			waiter = this.waiting.getAndSet(null);
			page = (waiter != null) ? next(waiter.cursor) : null;
		}
		if (waiter != null) {
			// What was published does not follow: then the log itself is asked
			waiter.answer.complete(page);
		}
	}

	/**
	 * Let nobody wait for what cannot come any more: the log itself is asked.
	 */
	void interrupt() {
		Waiter waiter = this.waiting.getAndSet(null);
		if (waiter != null) {
			waiter.answer.complete(null);
		}
	}

	private void add(byte[] message) {
		if (message.length > MAX_MESSAGE) {
			clear();
			this.tail = null;
			return;
		}
		try {
			addAll(ByteBuffer.wrap(message));
		}
		catch (BufferUnderflowException | CorruptRecordException ex) {
			clear();
			this.tail = null;
		}
		if (this.records.size() > CAPACITY || this.bytes > MAX_BYTES) {
			clear();
		}
	}

	private void addAll(ByteBuffer frames) {
		String trace = TraceContext.NONE;
		while (frames.hasRemaining()) {
			byte[] frame = TracedRecords.next(frames);
			boolean context = TracedRecords.isContext(frame);
			if (!context) {
				add(RecordDecoder.decode(frame).traced(trace));
			}
			trace = context ? TracedRecords.context(frame) : TraceContext.NONE;
		}
	}

	private void add(LogRecord record) {
		this.records.add(record);
		this.bytes += record.size();
		this.tail = record.cursor();
	}

	private LogRecord take() {
		LogRecord record = this.records.remove();
		this.bytes -= record.size();
		return record;
	}

	private void clear() {
		this.records.clear();
		this.bytes = 0;
	}

	/**
	 * Return the records that follow a cursor, waiting for them if the log is known to
	 * have none.
	 * @param patience how long to wait at most
	 * @return the records; holds {@code null} if the log is to be asked
	 */
	CompletableFuture<@Nullable LogPage> after(Cursor cursor, Duration patience) {
		CompletableFuture<@Nullable LogPage> answer = new CompletableFuture<>();
		synchronized (this) {
			LogPage page = next(cursor);
			if (page != null || !endsAt(cursor)) {
				return CompletableFuture.completedFuture(page);
			}
			this.waiting.set(new Waiter(cursor, answer));
		}
		return answer.completeOnTimeout(null, patience.toNanos(), TimeUnit.NANOSECONDS);
	}

	private boolean endsAt(Cursor cursor) {
		Cursor tail = this.tail;
		return tail != null && tail.epoch() == cursor.epoch() && tail.sequence() == cursor.sequence();
	}

	private @Nullable LogPage next(Cursor cursor) {
		dropUpTo(cursor);
		List<LogRecord> page = new ArrayList<>();
		while (page.size() < PAGE && follows(cursor, page.size() + 1)) {
			page.add(take());
		}
		if (page.isEmpty()) {
			return null;
		}
		Cursor last = page.get(page.size() - 1).cursor();
		Cursor tail = this.tail;
		return new LogPage((tail != null && isBehind(last, tail)) ? tail : last, page);
	}

	private static boolean isBehind(Cursor cursor, Cursor tail) {
		return tail.epoch() == cursor.epoch() && tail.sequence() > cursor.sequence();
	}

	/**
	 * Drop what a reader has read, and what is of another epoch.
	 */
	private void dropUpTo(Cursor cursor) {
		LogRecord first = this.records.peek();
		while (first != null && (first.at().epoch() != cursor.epoch() || first.at().sequence() <= cursor.sequence())) {
			take();
			first = this.records.peek();
		}
	}

	private boolean follows(Cursor cursor, int distance) {
		LogRecord first = this.records.peek();
		return first != null && first.at().epoch() == cursor.epoch()
				&& first.at().sequence() == cursor.sequence() + distance;
	}

	/**
	 * Who waits for the records behind a cursor.
	 */
	private record Waiter(Cursor cursor, CompletableFuture<@Nullable LogPage> answer) {

	}

}
