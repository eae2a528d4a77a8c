package io.regioncache.store.write;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.position.AppliedPositions;
import io.regioncache.store.position.PositionListener;
import io.regioncache.store.session.Session;

/**
 * Sends invalidations to one region, as many scopes at once as do not hold up its server,
 * and tells of each where it stands.
 */
final class InvalidationSteps {

	private final RedisLink link;

	private final AppliedPositions seen;

	InvalidationSteps(RedisLink link, AppliedPositions seen) {
		this.link = link;
		this.seen = seen;
	}

	/**
	 * Send one invalidation.
	 * @return what it has applied
	 */
	CompletableFuture<Applied> send(Session session, Function<Session, CompletableFuture<Applied>> command,
			PositionListener writes) {
		return this.link.ask(session, command).thenApply((done) -> written(done, writes));
	}

	/**
	 * Mark scopes, step by step. Whoever reads in between may see some of them marked and
	 * others not.
	 * @return what the last step has applied; fails with the first step that fails
	 */
	CompletableFuture<Applied> send(Session session, Step all, PositionListener writes) {
		int count = Math.min(all.scopes().size(), MarkerWrite.AT_ONCE);
		CompletableFuture<Applied> applied = send(session, all.of(all.scopes().subList(0, count)).invalidate()::send,
				writes);
		return (count == all.scopes().size()) ? applied : applied
			.thenCompose((done) -> send(session, all.of(all.scopes().subList(count, all.scopes().size())), writes));
	}

	private Applied written(Applied applied, PositionListener writes) {
		if (!applied.isRegistered()) {
			throw new UnregisteredException();
		}
		// Whoever learns of the position must not be answered from before it
		this.link.history().applied(applied.lease());
		this.seen.wrote(applied.lease(), applied.position());
		writes.at(this.link.region(), applied.position());
		return applied;
	}

	/**
	 * What is marked in one go, if the server can do as much at once.
	 */
	record Step(List<Scope> scopes, InvalidationMode mode, InvalidationRegions regions, String trace) {

		Step of(List<Scope> scopes) {
			return new Step(scopes, this.mode, this.regions, this.trace);
		}

		Invalidate invalidate() {
			return new Invalidate(this.scopes, this.mode, this.regions).traced(this.trace);
		}

	}

	/**
	 * The region does not know this process as a writer.
	 */
	static final class UnregisteredException extends IllegalStateException {

		UnregisteredException() {
			super("This process is not registered with the region");
		}

	}

}
