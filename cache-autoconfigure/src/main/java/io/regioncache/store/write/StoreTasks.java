package io.regioncache.store.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.connection.Session;
import io.regioncache.store.connection.SessionTasks;
import io.regioncache.store.entry.Scope;

/**
 * What a store does over each session of its region.
 */
public final class StoreTasks implements SessionTasks {

	private final Consumer<Session> opened;

	/**
	 * Create the tasks.
	 * @param opened called with each new session before anybody uses it
	 */
	public StoreTasks(Consumer<Session> opened) {
		this.opened = opened;
	}

	@Override
	public void opened(Session session) {
		this.opened.accept(session);
	}

	@Override
	public CompletableFuture<?> settleHolds(Session session) {
		return CommitIntents.release(session, "");
	}

	@Override
	public CompletableFuture<Marked> mark(Session session, List<Scope> scopes, InvalidationMode mode) {
		return new Invalidate(scopes, mode).send(session)
			.thenApply((applied) -> new Marked(applied.lease(), applied.position()));
	}

}
