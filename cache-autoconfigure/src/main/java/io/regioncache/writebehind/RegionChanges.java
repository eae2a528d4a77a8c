package io.regioncache.writebehind;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.connection.RedisLink;
import io.regioncache.store.entry.ChangeKeys;
import io.regioncache.store.entry.RedisKeys;
import io.regioncache.store.session.RegionUnavailableException;
import io.regioncache.store.session.Script;
import io.regioncache.store.session.Session;

/**
 * The changes of one cache that lie in one region. Each answer fails if the region cannot
 * be asked, within one command timeout.
 */
final class RegionChanges {

	private static final long FORGOTTEN_AFTER_MILLIS = 3_600_000;

	private final SingleRegionStore store;

	private final ChangeKeys keys;

	RegionChanges(SingleRegionStore store, String cache) {
		this.store = store;
		this.keys = store.keys().changes(cache);
	}

	ChangeKeys keys() {
		return this.keys;
	}

	/**
	 * Take changes: those taken before, those that others have not written in time, and
	 * new ones once one of them is due or a batch is full.
	 * @param most how many at most
	 * @param reclaimMillis after how long others are too late
	 * @param dueMillis how old a change is when it is due
	 */
	CompletableFuture<TakenChanges> take(int most, long reclaimMillis, long dueMillis) {
		return this
			.<List<Object>>run(Script.TAKE, this.keys.all(),
					List.of(node(), Integer.toString(most), Long.toString(reclaimMillis), Long.toString(dueMillis)))
			.thenApply(TakenChanges::of);
	}

	/**
	 * Remove changes that are written, unless later ones have come.
	 */
	CompletableFuture<Long> written(List<PendingChange> changes) {
		List<String> arguments = new ArrayList<>();
		changes.forEach(
				(change) -> arguments.addAll(List.of(change.record(), change.key(), Long.toString(change.sequence()))));
		return run(Script.WRITTEN, this.keys.all(), arguments);
	}

	CompletableFuture<Long> park(PendingChange change, String why) {
		return run(Script.PARK, this.keys.all(),
				List.of(change.record(), change.key(), Long.toString(change.sequence()), why));
	}

	/**
	 * Have parked changes written after all, or dropped.
	 * @return the keys that were parked
	 */
	CompletableFuture<List<String>> unpark(boolean drop, List<String> keys) {
		List<String> arguments = new ArrayList<>(keys);
		arguments.add(0, drop ? "drop" : "retry");
		return this.<List<Object>>run(Script.UNPARK, this.keys.all(), arguments)
			.thenApply((found) -> found.stream().map((key) -> RedisKeys.text((byte[]) key)).toList());
	}

	/**
	 * Return what lies here.
	 * @param keys the keys whose changes are wanted
	 * @param parked how many parked changes to list
	 */
	CompletableFuture<PendingAnswer> find(List<String> keys, int parked) {
		List<String> arguments = new ArrayList<>(keys);
		arguments.add(0, Integer.toString(parked));
		return this
			.<List<Object>>run(Script.PENDING, new byte[][] { this.keys.pending(), this.keys.parked() }, arguments)
			.thenApply((answer) -> PendingAnswer.of(keys, answer));
	}

	/**
	 * Take nothing any more.
	 */
	CompletableFuture<Long> leave() {
		return run(Script.LEAVE, new byte[][] { this.keys.records() },
				List.of(node(), Long.toString(FORGOTTEN_AFTER_MILLIS)));
	}

	private String node() {
		return this.store.node();
	}

	private <T> CompletableFuture<T> run(Script script, byte[][] keys, List<String> arguments) {
		RedisLink link = this.store.link();
		// Invalidations that wait to be applied do not matter
		Session session = link.firstAttempt().ended().isDone() ? link.sessionForInvalidation() : null;
		if (session == null) {
			return CompletableFuture.failedFuture(new RegionUnavailableException(link.region()));
		}
		byte[][] bytes = arguments.stream().map(RedisKeys::bytes).toArray(byte[][]::new);
		return link.ask(session, (open) -> open.run(script, keys, bytes));
	}

}
