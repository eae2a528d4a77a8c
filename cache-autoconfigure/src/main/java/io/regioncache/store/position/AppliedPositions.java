package io.regioncache.store.position;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;

/**
 * What this process has seen one region to have applied, and what of it the region has
 * shown to callers.
 */
public final class AppliedPositions {

	private final RedisLink link;

	private final Supplier<Collection<String>> others;

	private final ObservedPositions shown = new ObservedPositions();

	private volatile AppliedVector passed = AppliedVector.NOTHING;

	/**
	 * Create what is to be filled.
	 * @param others tells the names of all other regions
	 */
	public AppliedPositions(RedisLink link, Supplier<Collection<String>> others) {
		this.link = link;
		this.others = others;
	}

	public AppliedVector passed() {
		return this.passed;
	}

	public CompletableFuture<AppliedVector> passed(Map<Long, String> epochs) {
		LinkHistory history = this.link.history();
		return this.link.ask((open) -> new AppliedPositionsQuery(epochs).ask(open, history::hasEnded))
			.handle((answer, ex) -> {
				if (answer != null) {
					// A replica that answers in place of this server must have come as
					// far.
					history.applied(answer.at());
					note(answer.at().epoch(), answer.sequences());
				}
				return this.passed;
			});
	}

	/**
	 * Read what the region has applied.
	 * @return the positions; empty if the region cannot be asked
	 */
	public CompletableFuture<Optional<VersionVector>> vector() {
		return this.link.ask(VersionVectorQuery::ask).thenApply(Optional::of).exceptionally((ex) -> Optional.empty());
	}

	/**
	 * Whether the region has applied what was issued at a position.
	 */
	public CompletableFuture<Boolean> hasApplied(Position position) {
		return vector().thenApply((applied) -> applied.map((known) -> known.of(position.epoch())).orElse(null))
			.thenApply((last) -> last != null && last >= position.sequence());
	}

	/**
	 * Note a record that this process has written.
	 * @param lease the epoch and clock it was written with
	 * @param position where it stands in the log
	 */
	public void wrote(Lease lease, Position position) {
		note(lease.epoch(), Map.of(position.epoch(), position.sequence()));
	}

	private synchronized void note(long epoch, Map<Long, Long> sequences) {
		this.passed = this.passed.and(epoch, sequences);
	}

	public CompletableFuture<Map<Position, String>> shown(Lease upTo) {
		Map<Position, String> known = this.shown.known(upTo);
		return (known != null) ? CompletableFuture.completedFuture(known)
				: this.link.ask((open) -> this.shown.ask(open, this.link.region(), this.others.get()));
	}

}
