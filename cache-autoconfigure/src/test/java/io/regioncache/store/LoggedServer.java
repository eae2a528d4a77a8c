package io.regioncache.store;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.RecordDecoder;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.write.Invalidate;
import io.regioncache.testkit.RedisAdmin;
import org.jspecify.annotations.Nullable;

/**
 * The metadata and the log of a region on a real server, behind the back of the code
 * under test, and the scripts that other regions' records are applied with.
 */
public final class LoggedServer {

	private static final int MOST_EPOCHS = 4096;

	private final Session session;

	private final MetadataKeys keys;

	private final RedisAdmin admin;

	public LoggedServer(Session session, MetadataKeys keys, RedisAdmin admin) {
		this.session = session;
		this.keys = keys;
		this.admin = admin;
	}

	boolean apply(String source, @Nullable Cursor from, Cursor to, int cap, List<LogRecord> records) {
		List<byte[]> arguments = arguments(source, from, to, cap);
		add(arguments, "home");
		for (LogRecord record : records) {
			add(arguments, (record.kind() == RecordKind.STALE) ? "S" : "R");
			add(arguments, record.homeOnly() ? "1" : "0");
			add(arguments, record.origin());
			add(arguments, Long.toString(record.publishedMillis()));
			add(arguments, record.scope().field());
		}
		return done(Script.APPLY, arguments);
	}

	boolean finish(String source, @Nullable Cursor from, Cursor to, int cap, VersionVector applied,
			List<MarkerWrite> marks, boolean everything) {
		List<byte[]> arguments = arguments(source, from, to, cap);
		add(arguments, everything ? "1" : "0");
		add(arguments, "");
		add(arguments, Integer.toString(applied.applied().size()));
		new TreeMap<>(applied.applied()).forEach((epoch, sequence) -> add(arguments, new Position(epoch, sequence)));
		for (MarkerWrite mark : marks) {
			arguments.add(mark.encodedMode());
			add(arguments, mark.scope().field());
		}
		return done(Script.TRANSFER, arguments);
	}

	private boolean done(Script script, List<byte[]> arguments) {
		List<Object> answer = this.session.run(script, arguments.toArray(new byte[0][])).join();
		return !answer.isEmpty() && Long.valueOf(1).equals(answer.get(0));
	}

	private static List<byte[]> arguments(String source, @Nullable Cursor from, Cursor to, int cap) {
		List<byte[]> arguments = new ArrayList<>();
		add(arguments, source);
		add(arguments, (from != null) ? from.text() : "");
		add(arguments, to.text());
		add(arguments, Integer.toString(cap));
		add(arguments, Integer.toString(Invalidate.LOG_CAP));
		add(arguments, Integer.toString(MOST_EPOCHS));
		return arguments;
	}

	private static void add(List<byte[]> arguments, Position position) {
		add(arguments, HexFormat.of().toHexDigits(position.epoch()));
		add(arguments, Long.toString(position.sequence()));
	}

	private static void add(List<byte[]> arguments, String argument) {
		arguments.add(RedisKeys.bytes(argument));
	}

	Map<String, String> hash() {
		List<?> flat = this.admin.list("HGETALL", name(this.keys.hash()));
		Map<String, String> hash = new TreeMap<>();
		for (int i = 0; i < flat.size(); i += 2) {
			hash.put((String) flat.get(i), (String) flat.get(i + 1));
		}
		return hash;
	}

	public List<LogRecord> log() {
		List<LogRecord> records = new ArrayList<>();
		for (StreamMessage<byte[], byte[]> message : this.session.metadata()
			.xrange(this.keys.log(), Range.unbounded())
			.toCompletableFuture()
			.join()) {
			records.add(RecordDecoder.decode(message.getBody().values().iterator().next()));
		}
		return records;
	}

	void lose() {
		this.admin.call("DEL", name(this.keys.hash()));
	}

	/**
	 * Whether the region was attached to a moment ago, as far as the server can tell.
	 */
	void lastAttached(boolean recently) {
		this.admin.call("EVAL", "local now = redis.call('TIME') "
				+ "redis.call('HSET', KEYS[1], 'at', string.format('%.0f', (now[1] * 1000 + math.floor(now[2] / 1000)) * ARGV[1]))",
				"1", name(this.keys.hash()), recently ? "1" : "0");
	}

	void loseLog() {
		this.admin.call("DEL", name(this.keys.log()));
	}

	/**
	 * Something that is no log lies in its place.
	 */
	void replaceLog() {
		loseLog();
		this.admin.call("SET", name(this.keys.log()), "foreign");
	}

	/**
	 * A log whose end is ahead of the metadata: nothing can be added to it.
	 */
	void overtakeLog() {
		loseLog();
		this.admin.call("XADD", name(this.keys.log()), "9007199254740991-0", "r", "foreign");
	}

	private static String name(byte[] key) {
		return new String(key, StandardCharsets.UTF_8);
	}

}
