package io.regioncache.replication.redis;

import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import io.regioncache.store.session.Script;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log of a source page by page. It asks for fewer bytes at once after an answer
 * that did not come in time, since values may be large and the way long.
 */
final class LogPages {

	private static final int MAX_RECORDS = 1000;

	/**
	 * How many bytes are asked for at once: more than a region applies in one step, or a
	 * page might end before the first step does.
	 */
	private static final int MAX_BYTES = 4 * 1024 * 1024;

	private static final int LEAST_BYTES = 256 * 1024;

	/**
	 * Larger records are not read. So the heap is safe, and on a link too slow for a
	 * large value it does not hold up what follows.
	 */
	private static final int MAX_RECORD = 16 * 1024 * 1024;

	/**
	 * To decode more takes too long for the event loop.
	 */
	private static final int AT_ONCE = 64 * 1024;

	private final AtomicInteger bytes = new AtomicInteger(MAX_BYTES);

	private final MetadataKeys keys;

	private final Executor executor;

	private final Consumer<String> routes;

	/**
	 * Create a reader.
	 * @param executor where large pages are decoded
	 * @param routes is told what the source knows of routes, if anything
	 */
	LogPages(MetadataKeys keys, Executor executor, Consumer<String> routes) {
		this.keys = keys;
		this.executor = executor;
		this.routes = routes;
	}

	/**
	 * Read what follows a cursor, at once.
	 * @param cursor the cursor, or {@code null} to be told the tail only
	 */
	CompletableFuture<LogPage> read(SourceSession session, @Nullable Cursor cursor) {
		int bytes = this.bytes.get();
		int most = Math.min(MAX_RECORD, bytes * (MAX_RECORD / MAX_BYTES));
		return session.session()
			.<List<Object>>run(Script.PAGE, this.keys.both(),
					argument((cursor != null) ? Long.toString(cursor.sequence()) : ""), argument(MAX_RECORDS),
					argument(bytes), argument(most), argument(LogRecord.BEGINNING),
					argument((cursor != null) ? HexFormat.of().toHexDigits(cursor.epoch()) : ""))
			.whenComplete((found, ex) -> this.bytes.set(next(bytes, ex == null)))
			.thenCompose((found) -> ReadRecords.sizeOf(found) <= AT_ONCE
					? CompletableFuture.completedFuture(decode(session, found))
					: CompletableFuture.supplyAsync(() -> decode(session, found), this.executor));
	}

	private static int next(int bytes, boolean answered) {
		return answered ? Math.min(MAX_BYTES, bytes + bytes / 4) : Math.max(LEAST_BYTES, bytes / 4);
	}

	private static byte[] argument(Object argument) {
		return RedisKeys.bytes(argument.toString());
	}

	private LogPage decode(SourceSession session, List<Object> found) {
		ReadRecords read = ReadRecords.of(found);
		if (!read.routes().isEmpty()) {
			this.routes.accept(read.routes());
		}
		session.published().polled(read.page());
		return read.page();
	}

}
