package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.lettuce.core.KeyValue;
import io.lettuce.core.XTrimArgs;
import org.jspecify.annotations.Nullable;

/**
 * What one node does for its region: it is elected by a lease, sees who reads the
 * region's log, and trims what all of them have read.
 */
public final class RegionDuties {

	private final RedisLink link;

	private final MetadataKeys keys;

	private final String node;

	private final byte[] wake;

	RegionDuties(RedisLink link, MetadataKeys keys, String node, byte[] wake) {
		this.wake = wake;
		this.link = link;
		this.keys = keys;
		this.node = node;
	}

	/**
	 * Become or remain the node that pulls for this region. Two of them are harmless: a
	 * lease may lapse unnoticed.
	 * @param ttl after how long a dead node loses the lease
	 * @return whether it is this node's now
	 */
	public CompletableFuture<Boolean> lead(Duration ttl) {
		return ask((session) -> Script.LOCK
			.<Long>run(session.metadata(), this.keys.puller(), RedisKeys.bytes(this.node),
					RedisKeys.bytes(Long.toString(ttl.toMillis())), RedisKeys.bytes(this.node))
			.thenApply((left) -> left == 0));
	}

	/**
	 * Let another node take over at once.
	 */
	public CompletableFuture<?> resign() {
		return ask((session) -> Script.UNLOCK.<Long>run(session.metadata(), this.keys.puller(),
				RedisKeys.bytes(this.node), this.wake));
	}

	/**
	 * See how far other regions have read this one's log.
	 * @param regions the regions
	 * @return what each has told last; different at each heartbeat of a reader
	 */
	public CompletableFuture<Map<String, ReaderMark>> readers(Collection<String> regions) {
		List<String> names = List.copyOf(regions);
		if (names.isEmpty()) {
			return CompletableFuture.completedFuture(Map.of());
		}
		byte[][] fields = names.stream().map((name) -> RedisKeys.bytes("r:" + name)).toArray(byte[][]::new);
		return ask((session) -> session.metadata()
			.hmget(this.keys.hash(), fields)
			.toCompletableFuture()
			.thenApply((values) -> marks(names, values)));
	}

	private static Map<String, ReaderMark> marks(List<String> names, List<KeyValue<byte[], byte[]>> values) {
		Map<String, ReaderMark> marks = new LinkedHashMap<>();
		for (int i = 0; i < names.size(); i++) {
			String text = values.get(i).hasValue() ? RedisKeys.text(values.get(i).getValue()) : "";
			int beat = text.lastIndexOf(':');
			Cursor cursor = (beat > 0) ? Cursor.of(text.substring(0, beat)) : null;
			if (cursor != null) {
				marks.put(names.get(i), new ReaderMark(cursor, text.substring(beat + 1)));
			}
		}
		return marks;
	}

	/**
	 * Trim what all readers have read. A reader that nobody knows of finds the gap.
	 * @param marks how far they have read, at least one
	 * @return completes when it is done
	 */
	public CompletableFuture<?> trim(Collection<ReaderMark> marks) {
		return ask((session) -> session.metadata()
			.hget(this.keys.hash(), RedisKeys.bytes("epoch"))
			.toCompletableFuture()
			.thenCompose((epoch) -> {
				List<Long> read = new ArrayList<>();
				for (ReaderMark mark : marks) {
					if (epoch != null && mark.cursor().text().startsWith(RedisKeys.text(epoch) + ':')) {
						read.add(mark.cursor().sequence());
					}
				}
				Long least = (read.size() == marks.size()) ? read.stream().min(Long::compare).orElse(null) : null;
				return (least == null) ? CompletableFuture.completedFuture(0L)
						: session.metadata()
							.xtrim(this.keys.log(), XTrimArgs.Builder.minId(least + "-0").approximateTrimming())
							.toCompletableFuture();
			}));
	}

	private <T> CompletableFuture<T> ask(Function<Session, CompletableFuture<T>> command) {
		@Nullable Session session = this.link.session();
		return (session != null) ? this.link.ask(session, command)
				: CompletableFuture.failedFuture(new RegionUnavailableException(this.link.region()));
	}

	/**
	 * What a reader tells with its heartbeat.
	 *
	 * @param cursor how far it has read
	 * @param beat another one each time
	 */
	public record ReaderMark(Cursor cursor, String beat) {

	}

}
