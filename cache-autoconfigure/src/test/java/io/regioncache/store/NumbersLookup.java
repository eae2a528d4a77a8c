package io.regioncache.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.regioncache.store.connection.CachingCommand;
import io.regioncache.store.connection.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.connection.LookupCommands;
import io.regioncache.store.connection.MetadataNumbers;
import io.regioncache.store.entry.EntryKey;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of which only the numbers of the metadata are of interest.
 */
public final class NumbersLookup extends CompletableFuture<MetadataNumbers> implements LookupCommands.Answered {

	public static CompletableFuture<MetadataNumbers> send(Session session, MetadataKeys keys, byte[] entry,
			Scope... scopes) {
		return send(session, () -> null, keys, new EntryKey("", entry, "", scopes));
	}

	static CompletableFuture<MetadataNumbers> send(Session session, Supplier<@Nullable CachingCommand> arming,
			MetadataKeys keys, EntryKey key) {
		NumbersLookup lookup = new NumbersLookup();
		session.lookup(new LookupCommands(keys, key.redisKey(), key.scopes(), lookup), arming);
		return lookup.orTimeout(10, TimeUnit.SECONDS);
	}

	@Override
	public void answered(MetadataNumbers metadata, byte @Nullable [] entry, boolean foreign) {
		complete(metadata);
	}

	@Override
	public void failed(Throwable cause, boolean atEntry) {
		completeExceptionally(cause);
	}

}
