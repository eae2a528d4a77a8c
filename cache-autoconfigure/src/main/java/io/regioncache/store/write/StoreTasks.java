package io.regioncache.store.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTasks;
import io.regioncache.store.log.MarkerWrite;

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
	public CompletableFuture<Marked> mark(Session session, List<MarkerWrite> marks) {
		return Invalidate.of(marks)
			.send(session)
			.thenApply((applied) -> new Marked(applied.lease(), applied.position(), applied.sequence()));
	}

}
