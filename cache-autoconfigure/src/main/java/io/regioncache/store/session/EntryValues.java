package io.regioncache.store.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.SetArgs;
import io.regioncache.store.command.WriteBatch;
import org.jspecify.annotations.Nullable;

/**
 * What many entries hold, read and stored in one go. What a server refuses for a single
 * key counts as absent.
 */
public final class EntryValues {

	private final Session session;

	/**
	 * Create a view.
	 * @param session the session over which to ask
	 */
	public EntryValues(Session session) {
		this.session = session;
	}

	/**
	 * Return how long entries are still kept.
	 * @param keys the keys
	 * @return milliseconds for each key; negative where there is nothing, or no end
	 */
	public CompletableFuture<List<Long>> ttls(List<byte[]> keys) {
		return each(keys, (key) -> this.session.entries().pttl(key))
			.thenApply((ttls) -> ttls.stream().map((millis) -> (millis != null) ? millis : -1L).toList());
	}

	/**
	 * Return what is stored.
	 * @param keys the keys
	 * @return the bytes for each key, {@code null} where there is nothing
	 */
	public CompletableFuture<List<byte @Nullable []>> values(List<byte[]> keys) {
		return each(keys, (key) -> this.session.entries().get(key));
	}

	/**
	 * Store an entry where there is nothing yet.
	 * @param key the key
	 * @param value the bytes
	 * @param ttlMillis how long it is kept, in milliseconds
	 * @return whether it was stored
	 */
	public CompletableFuture<Boolean> setIfAbsent(byte[] key, byte[] value, long ttlMillis) {
		return this.session.entries()
			.set(key, value, SetArgs.Builder.nx().px(ttlMillis))
			.toCompletableFuture()
			.thenApply("OK"::equals);
	}

	private static <T> CompletableFuture<List<@Nullable T>> each(List<byte[]> keys,
			Function<byte[], RedisFuture<T>> command) {
		List<CompletableFuture<@Nullable T>> answers = new ArrayList<>(keys.size());
		WriteBatch.gather(() -> keys
			.forEach((key) -> answers.add(command.apply(key).toCompletableFuture().handle(EntryValues::orNull))));
		return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).thenApply((all) -> {
			List<@Nullable T> values = new ArrayList<>(answers.size());
			answers.forEach((answer) -> values.add(answer.join()));
			return values;
		});
	}

	private static <T> @Nullable T orNull(@Nullable T value, @Nullable Throwable failure) {
		Throwable root = (failure != null) ? Failures.rootOf(failure) : null;
		if (root != null && (Failures.isForbidden(root) || !Failures.isAnswer(root))) {
			throw new CompletionException(root);
		}
		return value;
	}

}
