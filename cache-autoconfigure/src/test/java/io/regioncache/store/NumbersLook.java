package io.regioncache.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * A look of which only the numbers of the metadata are of interest.
 */
final class NumbersLook extends CompletableFuture<LookCommands.Numbers> implements LookCommands.Answered {

	static CompletableFuture<LookCommands.Numbers> send(Session session, MetadataKeys keys, byte[] entry,
			Scope... scopes) {
		NumbersLook look = new NumbersLook();
		session.look(new LookCommands(keys, entry, scopes, look));
		return look.orTimeout(10, TimeUnit.SECONDS);
	}

	@Override
	public void answered(LookCommands.Numbers metadata, byte @Nullable [] entry, boolean foreign) {
		complete(metadata);
	}

	@Override
	public void failed(Throwable cause) {
		completeExceptionally(cause);
	}

}
