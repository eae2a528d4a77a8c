package io.regioncache.cache.read;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.cache.entry.CacheStatistics;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Found;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.store.RegionLevel;
import io.regioncache.store.RegionLevels;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.position.AppliedVector;
import org.jspecify.annotations.Nullable;

/**
 * Reads that return nothing that was invalidated longer ago than a bound, by whomever and
 * in whichever region: at home while that is level with all others within the bound; else
 * in the nearest region that is; else at the origin.
 * <p>
 * How level a region is, is always established before the lookup is sent, and the lookup
 * must be of the same epoch.
 */
public final class BoundedReads {

	private static final int MAX_REGIONS = 2;

	private final RegionStore home;

	private final RegionLevels levels;

	private final CacheStatistics statistics;

	BoundedReads(RegionStore home, CacheStatistics statistics) {
		this.home = home;
		this.levels = home.levels();
		this.statistics = statistics;
	}

	/**
	 * Return the level of home, if what this process keeps itself is within the bound as
	 * well.
	 */
	@Nullable RegionLevel near(Duration bound) {
		long nanos = bound.toNanos();
		RegionLevel level = this.levels.home(nanos);
		return (level != null && this.levels.isFollowed(nanos)) ? level : null;
	}

	/**
	 * Whether a near hit is of the epoch in which home was level, which is counted then.
	 */
	boolean isNear(RegionLevel level, Found hit) {
		boolean proven = isProven(level, hit);
		if (proven) {
			counted(hit);
		}
		return proven;
	}

	/**
	 * Look at home, if it is known to be level.
	 * @return what was found; {@code null} if that proves nothing
	 */
	@Nullable Found atHome(Duration bound, Supplier<Found> lookup) {
		RegionLevel level = this.levels.home(bound.toNanos());
		Found found = (level != null) ? lookup.get() : null;
		return (level != null && found != null && isProven(level, found)) ? counted(found) : null;
	}

	/**
	 * Return the level of home, once it is known.
	 * @return the level; {@code null} if home is behind
	 */
	public CompletableFuture<@Nullable RegionLevel> level(Duration bound) {
		return this.levels.awaitHome(bound.toNanos());
	}

	/**
	 * Look at home, or where else a value is within the bound.
	 * @param lookup looks at home
	 */
	CompletableFuture<Found> find(BoundedRead read, Supplier<CompletableFuture<Found>> lookup) {
		return level(read.bound()).thenComposeAsync((level) -> (level != null)
				? lookup.get().thenCompose((found) -> proven(read, level, found)) : elsewhere(read),
				read.remote().executor());
	}

	/**
	 * Take what was found at home, if its level is that of the lookup.
	 */
	public CompletableFuture<Found> proven(BoundedRead read, RegionLevel level, Found found) {
		return isProven(level, found) ? CompletableFuture.completedFuture(counted(found)) : elsewhere(read);
	}

	/**
	 * What a detour for a token has found elsewhere has no markers: nobody knows how
	 * level that region was.
	 */
	private static boolean isProven(RegionLevel level, Found found) {
		Markers markers = found.markers();
		return (markers != null) ? level.isOf(markers) : !found.mayServe();
	}

	private Found counted(Found found) {
		this.statistics.count((found.markers() != null) ? Event.BOUNDED_HOME : Event.BOUNDED_ORIGIN);
		return found;
	}

	/**
	 * Look in other regions, the nearest first.
	 * @return a fresh value without markers, or {@link Found#AHEAD}
	 */
	public CompletableFuture<Found> elsewhere(BoundedRead read) {
		return this.home.others()
			.instead(List.of())
			.thenCompose((regions) -> in(read, regions.stream().limit(MAX_REGIONS).toList()))
			.exceptionally((ex) -> Found.AHEAD)
			.thenApply((found) -> {
				this.statistics.count(found.mayServe() ? Event.BOUNDED_REGION : Event.BOUNDED_ORIGIN);
				return found;
			});
	}

	/**
	 * Look in the first of these regions that is level, and passes the token of the
	 * caller. If it has no value, the origin is nearer than the next.
	 */
	private CompletableFuture<Found> in(BoundedRead read, List<SingleRegionStore> regions) {
		if (regions.isEmpty()) {
			return CompletableFuture.completedFuture(Found.AHEAD);
		}
		SingleRegionStore region = regions.get(0);
		return this.levels.of(region, read.bound().toNanos())
			.thenCombine(passed(read.caller(), region), (level, passed) -> sought(read, region, level, passed))
			.thenCompose((found) -> found.orElseGet(() -> in(read, regions.subList(1, regions.size()))));
	}

	private static Optional<CompletableFuture<Found>> sought(BoundedRead read, SingleRegionStore region,
			Optional<RegionLevel> level, Optional<AppliedVector> passed) {
		return (level.isEmpty() || !read.isIn(passed)) ? Optional.empty() : Optional.of(read.remote()
			.in(region,
					(markers) -> level.get().isOf(markers) && passed.map((vector) -> vector.isOf(markers)).orElse(true),
					(markers) -> read.shown(region, markers)));
	}

	private CompletableFuture<Optional<AppliedVector>> passed(@Nullable ConsistencyContext caller,
			SingleRegionStore region) {
		return (caller == null) ? CompletableFuture.completedFuture(Optional.empty())
				: this.home.elsewhere().passed(region, TokenCoverage.epochs(caller.token())).thenApply(Optional::of);
	}

	/**
	 * One read with a bound.
	 *
	 * @param remote reads in another region
	 * @param caller the caller, if it asks for more than any other
	 * @param bound how long ago what it returns may have been invalidated
	 */
	public record BoundedRead(RemoteRead remote, @Nullable ConsistencyContext caller, Duration bound) {

		private boolean isIn(Optional<AppliedVector> passed) {
			ConsistencyContext caller = this.caller;
			return caller == null
					|| passed.filter((vector) -> TokenCoverage.covers(vector, caller.token())).isPresent();
		}

		private void shown(SingleRegionStore region, Markers markers) {
			if (this.caller != null) {
				this.caller.read(new ObservedStore(region), markers.lease());
			}
		}

	}

}
