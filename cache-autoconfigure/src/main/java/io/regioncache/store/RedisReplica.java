package io.regioncache.store;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Applies the invalidations of other regions to the Redis of this one.
 */
final class RedisReplica implements Replica {

	private final RedisLink link;

	private final MetadataKeys keys;

	RedisReplica(RedisLink link, MetadataKeys keys) {
		this.link = link;
		this.keys = keys;
	}

	@Override
	public CompletableFuture<@Nullable Cursor> cursor(String source) {
		return ask((session) -> session.metadata()
			.hget(this.keys.hash(), RedisKeys.bytes("s:" + source))
			.toCompletableFuture()
			.thenApply((cursor) -> (cursor != null) ? Cursor.of(RedisKeys.text(cursor)) : null));
	}

	@Override
	public CompletableFuture<Positions> positions() {
		return ask(Session::positions);
	}

	@Override
	public CompletableFuture<Boolean> apply(String source, Cursor from, Cursor to, List<LogRecord> records) {
		List<byte[]> arguments = arguments(source, from, to);
		for (LogRecord record : records) {
			arguments.add(new Mark(record.scope(), record.kind() == LogRecord.Kind.STALE).mode());
			arguments.add(RedisKeys.bytes(record.homeOnly() ? "1" : "0"));
			add(arguments, record.origin());
			arguments.add(RedisKeys.bytes(Long.toString(record.publishedMillis())));
			arguments.add(RedisKeys.bytes(record.scope().field()));
		}
		return run(Script.APPLY, arguments);
	}

	@Override
	public CompletableFuture<Boolean> finish(String source, @Nullable Cursor from, Cursor to, Positions applied,
			List<Mark> marks, boolean everything) {
		List<byte[]> arguments = arguments(source, from, to);
		arguments.add(RedisKeys.bytes(everything ? "1" : "0"));
		arguments.add(RedisKeys.bytes(Integer.toString(applied.applied().size())));
		applied.applied().forEach((epoch, sequence) -> add(arguments, new Position(epoch, sequence)));
		for (Mark mark : marks) {
			arguments.add(mark.mode());
			arguments.add(RedisKeys.bytes(mark.scope().field()));
		}
		return run(Script.TRANSFER, arguments);
	}

	private static List<byte[]> arguments(String source, @Nullable Cursor from, Cursor to) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(RedisKeys.bytes(source));
		arguments.add(RedisKeys.bytes((from != null) ? from.text() : ""));
		arguments.add(RedisKeys.bytes(to.text()));
		arguments.add(RedisKeys.bytes(Integer.toString(Invalidate.MARKER_CAP)));
		arguments.add(RedisKeys.bytes(Integer.toString(Invalidate.LOG_CAP)));
		return arguments;
	}

	private static void add(List<byte[]> arguments, Position position) {
		arguments.add(RedisKeys.bytes(HexFormat.of().toHexDigits(position.epoch())));
		arguments.add(RedisKeys.bytes(Long.toString(position.sequence())));
	}

	private CompletableFuture<Boolean> run(Script script, List<byte[]> arguments) {
		return ask((session) -> session.run(script, arguments.toArray(new byte[0][])).thenCompose((answer) -> {
			if (answer.isEmpty()) {
				// The metadata is gone, and its cursors with it
				return session.attach().thenApply((attached) -> false);
			}
			return CompletableFuture.completedFuture(Long.valueOf(1).equals(answer.get(0)));
		}));
	}

	private <T> CompletableFuture<T> ask(Function<Session, CompletableFuture<T>> command) {
		Session session = this.link.session();
		return (session != null) ? this.link.ask(session, command)
				: CompletableFuture.failedFuture(new RegionUnavailableException(this.link.region()));
	}

}
