package io.regioncache.replication.warming;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.replication.warming.EntryCopier.Stored;
import io.regioncache.replication.warming.HomeRoom.End;
import io.regioncache.store.log.VersionVector;
import org.jspecify.annotations.Nullable;

/**
 * Copies entries from one neighbor, a batch at a time: the version vector of the
 * neighbor, then the entries and its markers, then the comparison at home that gives the
 * lease.
 */
final class WarmUpRun {

	/**
	 * How large a batch is. A server answers its callers between two of them, not within
	 * one.
	 */
	private static final long BATCH_BYTES = 64 * 1024;

	private static final int BATCH_ENTRIES = 16;

	/**
	 * How many batches are on their way at once, since neighbors may be far.
	 */
	private static final int CONCURRENCY = 32;

	/**
	 * How often entries are tried again of which home could not tell.
	 */
	private static final int ATTEMPTS = 3;

	private final Semaphore permits = new Semaphore(CONCURRENCY);

	private final ConcurrentLinkedQueue<Candidate> undecided = new ConcurrentLinkedQueue<>();

	private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

	private final Neighbor neighbor;

	private final EntryCopier copier;

	private final Throttle throttle;

	private final Waiting waiting;

	private final WarmUpProgress progress;

	private final HomeRoom room;

	WarmUpRun(Neighbor neighbor, EntryCopier copier, Throttle throttle, Waiting waiting, WarmUpProgress progress,
			HomeRoom room) {
		this.neighbor = neighbor;
		this.copier = copier;
		this.throttle = throttle;
		this.waiting = waiting;
		this.progress = progress;
		this.room = room;
	}

	/**
	 * Copy entries, and those again of which home could not tell because the neighbor was
	 * behind.
	 * @return why it has ended
	 */
	End copy(List<Candidate> candidates) throws Exception {
		List<Candidate> left = candidates;
		for (int attempt = 0; attempt < ATTEMPTS && !left.isEmpty(); attempt++) {
			End end = copyOnce(left);
			if (end != End.DONE) {
				return end;
			}
			left = takeUndecided();
		}
		this.progress.add(0, left.size(), 0);
		return End.DONE;
	}

	private List<Candidate> takeUndecided() {
		List<Candidate> taken = new ArrayList<>();
		for (Candidate next = this.undecided.poll(); next != null; next = this.undecided.poll()) {
			taken.add(next);
		}
		return taken;
	}

	private End copyOnce(List<Candidate> candidates) throws Exception {
		int from = 0;
		while (from < candidates.size() && this.failure.get() == null) {
			End end = this.room.ends();
			if (end != null) {
				return finish(end);
			}
			List<Candidate> batch = batch(candidates.subList(from, candidates.size()));
			start(batch, batch.stream().mapToLong(Candidate::size).sum());
			from += batch.size();
		}
		return finish(End.DONE);
	}

	private static List<Candidate> batch(List<Candidate> candidates) {
		int to = 0;
		long bytes = 0;
		while (to < candidates.size() && to < BATCH_ENTRIES && bytes < BATCH_BYTES) {
			bytes += candidates.get(to++).size();
		}
		return candidates.subList(0, to);
	}

	/**
	 * Wait for what is on its way.
	 */
	private End finish(End end) throws Exception {
		this.permits.acquire(CONCURRENCY);
		this.permits.release(CONCURRENCY);
		Throwable thrown = this.failure.get();
		if (thrown != null) {
			throw new IllegalStateException(thrown);
		}
		return end;
	}

	private void start(List<Candidate> batch, long bytes) throws Exception {
		this.throttle.charge(bytes);
		this.permits.acquire();
		begin(batch, bytes).orTimeout(this.waiting.timeout().toNanos(), TimeUnit.NANOSECONDS)
			.whenComplete((done, ex) -> {
				if (ex != null) {
					this.failure.compareAndSet(null, ex);
				}
				this.permits.release();
			});
	}

	private CompletableFuture<Void> begin(List<Candidate> batch, long bytes) {
		try {
			return copy(batch, bytes);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletableFuture<Void> copy(List<Candidate> batch, long bytes) {
		return this.copier.missing(batch).thenCompose((missing) -> {
			if (missing.isEmpty()) {
				return CompletableFuture.completedFuture(null);
			}
			return this.neighbor.applied()
				.thenCompose((known) -> this.neighbor.read(missing)
					.thenCompose((valid) -> store(valid, known, missing.size(), bytes / batch.size())));
		});
	}

	private CompletableFuture<Void> store(List<ValidEntry> valid, VersionVector known, int wanted, long size) {
		return this.copier.store(valid, known).thenAccept((done) -> count(done, wanted - valid.size(), size));
	}

	private void count(Stored done, int dead, long size) {
		this.undecided.addAll(done.undecided());
		this.progress.add(done.stored(), done.refused() + dead, done.stored() * size);
	}

}
