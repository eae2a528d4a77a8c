package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.replication.redis.TransferredState;
import io.regioncache.replication.redis.ApplyResult;
import io.regioncache.replication.redis.LogPage;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.log.VersionVector;
import io.regioncache.replication.redis.Replica;
import io.regioncache.replication.redis.SourceLog;
import org.jspecify.annotations.Nullable;

/**
 * Catches up with a source whose log does not tell the whole story.
 * <p>
 * Tail, positions, markers and floor are read in this order, all in one epoch. Whatever
 * is marked before the markers are read is among them or has raised the floor; whatever
 * is marked later follows the tail. A marker or floor that is older than the cursor's
 * clock was told by a record already read.
 * <p>
 * Others may have claimed positions of the source before it issued them. So what it has
 * written since the cursor counts, whatever positions are known.
 */
final class StateTransfer {

	/**
	 * With more than these, what is not marked is hardly worth the time to tell.
	 */
	static final int MAX_MARKS = 2000;

	private final String source;

	private final SourceLog log;

	private final Replica home;

	StateTransfer(String source, SourceLog log, Replica home) {
		this.source = source;
		this.log = log;
		this.home = home;
	}

	/**
	 * Transfer the state of the source.
	 * @param from the cursor as the caller knows it
	 * @param mostEpochs how many epochs the home region may get to know by it
	 * @return where to go on
	 */
	CompletableFuture<Reached> run(@Nullable Cursor from, int mostEpochs) {
		CompletableFuture<Reached> reached = this.log.read(null)
			.thenCompose((page) -> this.log.positions()
				.thenCompose((theirs) -> this.home.known(theirs)
					.thenCompose((ours) -> transfer(from, page, theirs, ours, mostEpochs))));
		this.home.transferring(this.source, reached.thenApply(Reached::result));
		return reached;
	}

	private CompletableFuture<Reached> transfer(@Nullable Cursor from, LogPage page, VersionVector theirs,
			VersionVector ours, int mostEpochs) {
		Cursor tail = page.tail();
		if (theirs.of(tail.epoch()) == null) {
			// Without its positions nothing tells whether its markers are news
			return CompletableFuture
				.failedFuture(new IllegalStateException("Region %s has lost its positions".formatted(this.source)));
		}
		return (!theirs.isAheadOf(ours) && !hasWrittenSince(from, tail)) ? finish(from, page,
				new TransferredState(theirs, List.of(), false, page.origin().writers()), mostEpochs)
				: transferNews(from, page, theirs, ours, mostEpochs);
	}

	private CompletableFuture<Reached> transferNews(@Nullable Cursor from, LogPage page, VersionVector theirs,
			VersionVector ours, int mostEpochs) {
		// One clock may stand for several records, of which the cursor's is not the last
		long since = (from != null && from.epoch() == page.tail().epoch()) ? Math.max(1, from.clock()) : 1;
		CompletableFuture<News> news = theirs.nameUnknownTo(ours)
				? CompletableFuture.completedFuture(new News(List.of(), true)) : news(new ArrayList<>(), "0", since);
		return news.thenCompose((found) -> finish(from, page, theirs, found, since, mostEpochs));
	}

	private static boolean hasWrittenSince(@Nullable Cursor from, Cursor tail) {
		return from != null && (from.epoch() != tail.epoch() || from.sequence() != tail.sequence());
	}

	private CompletableFuture<News> news(List<MarkerWrite> marks, String page, long since) {
		return this.log.markers(page, since).thenCompose((markers) -> {
			marks.addAll(markers.marks());
			if (marks.size() > MAX_MARKS) {
				return CompletableFuture.completedFuture(new News(List.of(), true));
			}
			return markers.next().equals("0") ? CompletableFuture.completedFuture(new News(marks, false))
					: news(marks, markers.next(), since);
		});
	}

	private CompletableFuture<Reached> finish(@Nullable Cursor from, LogPage page, VersionVector theirs, News news,
			long since, int mostEpochs) {
		Cursor tail = page.tail();
		return this.log.floor().thenCompose((floor) -> {
			if (floor.epoch() != tail.epoch()) {
				return CompletableFuture.completedFuture(new Reached(null, ApplyResult.MOVED));
			}
			boolean everything = news.everything() || floor.number() >= since;
			return finish(from, page, new TransferredState(theirs, news.marks(), everything, page.origin().writers()),
					mostEpochs);
		});
	}

	private CompletableFuture<Reached> finish(@Nullable Cursor from, LogPage page, TransferredState state,
			int mostEpochs) {
		CompletableFuture<?> revoked = page.origin().hasRevoked() ? revoke("0")
				: CompletableFuture.completedFuture(null);
		Cursor tail = page.tail();
		return revoked.thenCompose((done) -> this.home.finish(this.source, from, tail, state, mostEpochs))
			.thenApply((done) -> new Reached(done.isApplied() ? tail : null, done));
	}

	/**
	 * Merge the revocations of web sessions, whatever positions are known: they are read
	 * after the tail, from which the log is followed.
	 */
	private CompletableFuture<?> revoke(String page) {
		return this.log.revoked(page)
			.thenCompose((read) -> (read.fields().isEmpty() ? CompletableFuture.completedFuture(null)
					: this.home.revoke(read.fields()))
				.thenCompose((revoked) -> read.next().equals("0") ? CompletableFuture.completedFuture(null)
						: revoke(read.next())));
	}

	/**
	 * How a transfer has ended.
	 *
	 * @param cursor the tail from which to go on; {@code null} if the source has begun a
	 * new epoch meanwhile, or the cursor has moved, and all is to be begun again
	 * @param result what became of it at home
	 */
	record Reached(@Nullable Cursor cursor, ApplyResult result) {

	}

	/**
	 * What the source has marked.
	 */
	private record News(List<MarkerWrite> marks, boolean everything) {

	}

}
