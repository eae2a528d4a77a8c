package io.regioncache.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.regioncache.store.session.Session;
import io.regioncache.store.entry.MetadataKeys;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.command.LookupCommands;
import io.regioncache.store.command.MetadataNumbers;
import org.jspecify.annotations.Nullable;

/**
 * A lookup of which only the numbers of the metadata are of interest.
 */
public final class NumbersLookup extends CompletableFuture<MetadataNumbers> implements LookupCommands.LookupAnswered {

	public static CompletableFuture<MetadataNumbers> send(Session session, MetadataKeys keys, byte[] entry,
			Scope... scopes) {
		NumbersLookup lookup = new NumbersLookup();
		session.lookup(new LookupCommands(keys, entry, scopes, lookup));
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
