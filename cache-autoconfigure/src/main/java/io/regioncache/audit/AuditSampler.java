package io.regioncache.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.annotation.InvalidationRegions;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.InvalidationAudit;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import io.regioncache.store.write.Applied;

/**
 * Takes notes on the threads of callers: of the last entries, and of a few invalidations
 * at a time. All else is left to the auditor's thread.
 */
final class AuditSampler implements InvalidationAudit {

	/**
	 * How many invalidations wait to be sampled at most.
	 */
	private static final int WAITING = 16;

	private final String home;

	private final MonotonicClock clock;

	private final EntryTrail trail = new EntryTrail();

	private final BlockingQueue<Noted> waiting = new ArrayBlockingQueue<>(WAITING);

	private volatile Map<String, Lease> clocks = Map.of();

	AuditSampler(String home, MonotonicClock clock) {
		this.home = home;
		this.clock = clock;
	}

	/**
	 * Set the clocks that the regions had before whatever is invalidated from now on.
	 */
	void clocks(Map<String, Lease> clocks) {
		this.clocks = Map.copyOf(clocks);
	}

	boolean knowsClockOf(String region) {
		return this.clocks.containsKey(region);
	}

	@Override
	public void touched(EntryKey key, Collection<Scope> tags) {
		this.trail.add(key, tags, this.clock.nanos());
	}

	@Override
	public AuditedInvalidation begin() {
		if (this.waiting.remainingCapacity() == 0) {
			return AuditedInvalidation.NONE;
		}
		Map<String, Lease> before = this.clocks;
		return (scopes, mode, regions, applied) -> {
			// Beyond that the scopes are marked in several steps, at several clocks
			if (scopes.size() <= MarkerWrite.AT_ONCE) {
				this.waiting.offer(new Noted(List.copyOf(scopes), mode, regions, applied, before, this.clock.nanos()));
			}
		};
	}

	/**
	 * Return the invalidations that were noted since the last time and cover an entry
	 * that is known.
	 */
	List<AuditSample> take() {
		List<Noted> taken = new ArrayList<>();
		this.waiting.drainTo(taken);
		return taken.stream().map(this::sample).flatMap(Optional::stream).toList();
	}

	private Optional<AuditSample> sample(Noted noted) {
		return noted.scopes().stream().map((scope) -> sample(noted, scope)).flatMap(Optional::stream).findFirst();
	}

	private Optional<AuditSample> sample(Noted noted, Scope scope) {
		return this.trail.covered(scope).map((touched) -> {
			AuditCause cause = new AuditCause(scope, noted.mode(), noted.applied().position(),
					noted.regions() == InvalidationRegions.ALL, noted.nanos());
			KeyHistory history = new KeyHistory(noted.nanos());
			history.add(touched.nanos(), "last stored or deleted by this process");
			history.add(noted.nanos(), "invalidated by its %s, mode %s, at clock %d of region %s"
				.formatted(cause.kind(), cause.mode(), noted.applied().lease().number(), this.home));
			return new AuditSample(touched.key(), cause, oldest(noted), history);
		});
	}

	private Map<String, Lease> oldest(Noted noted) {
		Map<String, Lease> oldest = new LinkedHashMap<>();
		noted.before().forEach((region, clock) -> oldest.put(region, new Lease(clock.epoch(), clock.number() + 1)));
		oldest.put(this.home, noted.applied().lease());
		return oldest;
	}

	/**
	 * An invalidation that the home region has applied.
	 *
	 * @param scopes what was invalidated
	 * @param mode what becomes of the entries
	 * @param regions where entries are invalidated
	 * @param applied the clock and the position of its last record
	 * @param before the clocks of the regions before it began
	 * @param nanos when it was applied
	 */
	private record Noted(List<Scope> scopes, InvalidationMode mode, InvalidationRegions regions, Applied applied,
			Map<String, Lease> before, long nanos) {

	}

}
