package io.regioncache.store.write;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;

/**
 * The revocations of web sessions that a region knows, read and merged as a whole. Single
 * ones are issued and applied like invalidations.
 */
public final class Revocations {

	private static final byte[] MANY = RedisKeys.bytes("1000");

	private Revocations() {
	}

	/**
	 * Read some of them.
	 * @param session with the region
	 * @param page which page, {@code "0"} for the first
	 * @return the revocations
	 */
	public static CompletableFuture<RevokedPage> read(Session session, String page) {
		return session.run(Script.REVOKED, RedisKeys.bytes(page), MANY).thenApply((answer) -> {
			if (answer.isEmpty()) {
				throw new IllegalStateException("The region has lost its metadata");
			}
			List<String> texts = answer.stream().map((part) -> RedisKeys.text((byte[]) part)).toList();
			return new RevokedPage(texts.get(0), texts.get(1), texts.subList(2, texts.size()));
		});
	}

	/**
	 * Merge some with those that are known.
	 * @param session with the region
	 * @param complete the epoch in which all are known by this; empty if there are more
	 * @param fields the revocations, as fields to mark
	 * @return completes when they are known
	 */
	public static CompletableFuture<?> merge(Session session, String complete, List<String> fields) {
		List<byte[]> arguments = new ArrayList<>();
		arguments.add(RedisKeys.bytes(complete));
		arguments.add(RedisKeys.bytes(Integer.toString(Invalidate.LOG_CAP)));
		fields.forEach((field) -> arguments.add(RedisKeys.bytes(field)));
		return session.run(Script.REVOKE, arguments.toArray(new byte[0][]));
	}

	/**
	 * Drop those that every region has applied, and that have outlived every session.
	 * @param session with the region
	 * @param page which of them, {@code "0"} for the first
	 * @param readers the names of the other regions
	 * @return the next page, {@code "0"} after the last
	 */
	public static CompletableFuture<String> forget(Session session, String page, List<String> readers) {
		List<byte[]> arguments = new ArrayList<>(List.of(RedisKeys.bytes(page), MANY));
		readers.forEach((reader) -> arguments.add(RedisKeys.bytes(reader)));
		return session.run(Script.FORGET, arguments.toArray(new byte[0][]))
			.thenApply((answer) -> RedisKeys.text((byte[]) answer.get(0)));
	}

	/**
	 * Some of the revocations of a region.
	 *
	 * @param epoch the epoch of the region
	 * @param next the next page; {@code "0"} if this was the last
	 * @param fields the revocations, as fields to mark
	 */
	public record RevokedPage(String epoch, String next, List<String> fields) {

	}

}
