package io.regioncache.writebehind;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.regioncache.store.connection.Waiting;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one cache in the home region, as those who write them see them.
 */
final class ChangeQueue {

	private static final int MOST_TEXT = 500;

	private static final Log logger = LogFactory.getLog(ChangeQueue.class);

	private final String cache;

	private final RegionChanges own;

	private final WriteBehindSettings settings;

	private final Sequences sequences;

	private final WriteBehindStatistics statistics = new WriteBehindStatistics();

	private volatile Pace pace = Pace.DEFAULT;

	ChangeQueue(String cache, RegionChanges own, WriteBehindSettings settings, Sequences sequences) {
		this.cache = cache;
		this.own = own;
		this.settings = settings;
		this.sequences = sequences;
	}

	String cache() {
		return this.cache;
	}

	WriteBehindSettings settings() {
		return this.settings;
	}

	WriteBehindStatistics statistics() {
		return this.statistics;
	}

	void pace(Pace pace) {
		if (!pace.equals(this.pace)) {
			this.pace = pace;
		}
	}

	Pace pace() {
		return this.pace;
	}

	/**
	 * Take changes, and what was taken before and not written.
	 * @return the changes, or {@code null} if the region cannot be asked
	 */
	@Nullable TakenChanges take(int most, long dueMillis) {
		TakenChanges taken = await(this.own.take(most, this.settings.reclaimAfter().toMillis(), dueMillis));
		if (taken != null) {
			this.statistics.saw(taken);
			taken.changes().forEach((change) -> this.sequences.saw(change.sequence()));
		}
		return taken;
	}

	void written(List<PendingChange> changes) {
		this.statistics.wrote(changes.size());
		await(this.own.written(changes));
	}

	void park(PendingChange change, Exception failure) {
		String why = failure.toString();
		Long parked = await(this.own.park(change, why.substring(0, Math.min(why.length(), MOST_TEXT))));
		if (parked != null && parked == 1) {
			this.statistics.parked();
			logger
				.error(("A change of cache '%s' is parked after %d attempts (%s), and still answers reads of its key. "
						+ "The endpoint 'writebehind' names the key; retry or drop the change there")
					.formatted(this.cache, this.settings.attempts(), failure));
		}
	}

	void leave() {
		await(this.own.leave());
	}

	/**
	 * Wait for an answer of the region.
	 * @return the answer, or {@code null} if there is none: what was asked is tried again
	 * or heals by itself
	 */
	<T> @Nullable T await(CompletableFuture<T> answer) {
		try {
			return Waiting.join(answer);
		}
		catch (CompletionException ex) {
			logger.debug("The changes of cache '%s' cannot be reached at present".formatted(this.cache), ex);
			return null;
		}
	}

}
