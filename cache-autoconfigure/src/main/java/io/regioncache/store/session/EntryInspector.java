package io.regioncache.store.session;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.regioncache.store.command.MetadataNumbers;
import io.regioncache.store.entry.CorruptEntryException;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Reads an entry and the markers that cover it as operators ask for them: what cannot be
 * read is told, and no cache is affected. A user of another region usually has no right
 * to read entries there.
 */
public final class EntryInspector {

	private static final List<String> HEADER = List.of("epoch", "floor", "clock", "beat");

	private EntryInspector() {
	}

	/**
	 * Read an entry, and then the markers of its cache, its key and its tags.
	 * @param session the session over which to ask
	 * @param keys the keys of the region's metadata
	 * @param key where the entry lies
	 * @return what is there
	 */
	public static CompletableFuture<InspectedEntry> inspect(Session session, MetadataKeys keys, EntryKey key) {
		CompletableFuture<Long> kept = session.entries().pttl(key.redisKey()).toCompletableFuture();
		CompletableFuture<DecodedEntry> found = session.entries()
			.get(key.redisKey())
			.toCompletableFuture()
			.handle(EntryInspector::found);
		return found.thenCompose((entry) -> markers(session, keys, key.scopesWith(entry.tags())).thenCombine(
				kept.exceptionally((ex) -> -1L), (numbers, millis) -> inspected(session, key, entry, numbers, millis)));
	}

	private static InspectedEntry inspected(Session session, EntryKey key, DecodedEntry entry, MetadataNumbers numbers,
			long millis) {
		Markers markers = numbers.hasEpoch()
				? numbers.markers(key.scopesWith(entry.tags()), key.scopes().length).in(session.observed().lineage())
				: null;
		Envelope stored = entry.envelope();
		return new InspectedEntry(markers, (markers != null && stored != null) ? markers.present(stored) : stored,
				millis, entry.problem());
	}

	private static CompletableFuture<MetadataNumbers> markers(Session session, MetadataKeys keys, Scope[] scopes) {
		CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE).addKey(keys.hash());
		HEADER.forEach((field) -> arguments.add(RedisKeys.bytes(field)));
		for (Scope scope : scopes) {
			arguments.add(RedisKeys.bytes(scope.field()));
		}
		return session.metadata()
			.dispatch(CommandType.HMGET, new MetadataNumbers(MetadataNumbers.HEADER + scopes.length), arguments)
			.toCompletableFuture();
	}

	private static DecodedEntry found(byte @Nullable [] bytes, @Nullable Throwable failure) {
		if (failure != null) {
			Throwable root = Failures.rootOf(failure);
			if (root instanceof RedisCommandExecutionException) {
				return new DecodedEntry(null, String.valueOf(root.getMessage()));
			}
			throw new CompletionException(root);
		}
		return decoded(bytes);
	}

	private static DecodedEntry decoded(byte @Nullable [] bytes) {
		try {
			return new DecodedEntry((bytes != null) ? Envelope.decode(bytes) : null, null);
		}
		catch (CorruptEntryException ex) {
			return new DecodedEntry(null, String.valueOf(ex.getMessage()));
		}
	}

	private record DecodedEntry(@Nullable Envelope envelope, @Nullable String problem) {

		Collection<Scope> tags() {
			return (this.envelope != null) ? this.envelope.tags() : List.of();
		}

	}

}
