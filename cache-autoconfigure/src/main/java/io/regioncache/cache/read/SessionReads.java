package io.regioncache.cache.read;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.entry.CacheStatistics.Event;
import io.regioncache.cache.entry.Found;
import io.regioncache.cache.settings.SessionSettings;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.consistency.WrittenPosition;
import io.regioncache.consistency.ObservationSource;
import io.regioncache.consistency.RegionContext;
import io.regioncache.store.RegionStore;
import io.regioncache.store.SingleRegionStore;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.position.AppliedVector;
import org.jspecify.annotations.Nullable;

/**
 * Reads of callers with a token: at home if the region has passed the whole of it, after
 * a short wait if need be; else in another region that has; else at the origin. When too
 * many reads take such a detour, the rest is answered at home, and flagged.
 * <p>
 * What was passed is always established before the lookup is sent, and the lookup must be
 * of the same epoch: the other way round an entry could be read before the record that
 * kills it was applied, and the cursor after it.
 */
public final class SessionReads {

	private static final int MAX_REGIONS = 2;

	private static final int MAX_LOOKS = 3;

	private final RegionStore home;

	private final ObservationSource observedAtHome;

	private final TokenCoverage coverage;

	private final DetourBudget budget;

	public SessionReads(RegionStore home, SessionSettings settings) {
		this.home = home;
		this.observedAtHome = new ObservedStore(home.own());
		this.coverage = new TokenCoverage(home.clock(), settings.maxWait());
		this.budget = new DetourBudget(settings.detours(), home.clock());
	}

	/**
	 * Return the caller, if it asks for more than any other.
	 * @return the context, or {@code null} if whatever the home region has will do
	 */
	@Nullable ConsistencyContext caller(Consistency consistency) {
		this.budget.read();
		return withToken(consistency);
	}

	/**
	 * The same for a read that takes no part in the budget of detours.
	 */
	static @Nullable ConsistencyContext withToken(Consistency consistency) {
		if (consistency == Consistency.EVENTUAL) {
			return null;
		}
		ConsistencyContext context = ConsistencyContext.current();
		return (context != null && !context.token().isEmpty()) ? context : null;
	}

	/**
	 * Read where it is not known whether home has passed the token.
	 * @param lookup looks in the region that answers callers at present
	 */
	CompletableFuture<Found> find(SessionReader reader, Supplier<CompletableFuture<Found>> lookup) {
		return find(reader, lookup, MAX_LOOKS);
	}

	/**
	 * Whether what was found where home was known to pass the token of a caller may be
	 * served to it. That is noted then, so that no other region shows it anything older.
	 */
	boolean isShown(ConsistencyContext caller, AppliedVector passed, Found found) {
		Markers markers = found.markers();
		if (markers == null || !passed.isOf(markers)) {
			return false;
		}
		caller.read(this.observedAtHome, markers.lease());
		return true;
	}

	private CompletableFuture<Found> find(SessionReader reader, Supplier<CompletableFuture<Found>> lookup,
			int lookups) {
		SingleRegionStore serving = this.home.serving();
		ConsistencyContext context = reader.context();
		ConsistencyToken token = context.token();
		if (!serving.isAvailable()) {
			// Then the origin answers. If it can be looked at after all, it can be asked.
			return lookup.get()
				.thenCompose((found) -> (found.markers() == null) ? CompletableFuture.completedFuture(found)
						: again(reader, lookup, lookups));
		}
		return this.coverage.await(serving, token).thenCompose((passed) -> {
			if (!TokenCoverage.covers(passed, token)) {
				return detour(reader, lookup);
			}
			return lookup(reader, serving, passed, lookup).thenCompose((found) -> (found != Found.AHEAD)
					? CompletableFuture.completedFuture(found) : again(reader, lookup, lookups));
		});
	}

	private CompletableFuture<Found> again(SessionReader reader, Supplier<CompletableFuture<Found>> lookup,
			int lookups) {
		return (lookups > 1) ? find(reader, lookup, lookups - 1) : detour(reader, lookup);
	}

	/**
	 * Look at home, which passes the token.
	 * @return what was found; {@link Found#AHEAD} if that was true of a former epoch only
	 */
	private static CompletableFuture<Found> lookup(SessionReader reader, SingleRegionStore serving,
			AppliedVector passed, Supplier<CompletableFuture<Found>> lookup) {
		return lookup.get().thenApply((found) -> {
			Markers markers = found.markers();
			if (markers != null && !passed.isOf(markers)) {
				return Found.AHEAD;
			}
			if (markers != null) {
				reader.context().read(new ObservedStore(serving), markers.lease());
			}
			return found;
		});
	}

	private CompletableFuture<Found> detour(SessionReader reader, Supplier<CompletableFuture<Found>> lookup) {
		ConsistencyContext context = reader.context();
		if (!RegionContext.isAhead() && !this.budget.take()) {
			reader.statistics().count(Event.FLAGGED);
			context.flag("too-many-detours");
			return lookup.get();
		}
		List<String> writers = context.token().positions().stream().map(WrittenPosition::region).toList();
		long start = this.home.clock().nanos();
		return this.home.others()
			.instead(writers)
			.thenCompose((regions) -> read(reader, regions.stream().limit(MAX_REGIONS).toList(), start))
			.exceptionally((ex) -> Found.AHEAD)
			.thenCompose((found) -> (found != Found.AHEAD)
					? CompletableFuture.completedFuture(detoured(reader, found, Event.DETOUR_REGION))
					: lookupAgain(reader, lookup));
	}

	/**
	 * Home may have caught up while others were asked: then the load is for everybody,
	 * and is stored.
	 */
	private CompletableFuture<Found> lookupAgain(SessionReader reader, Supplier<CompletableFuture<Found>> lookup) {
		SingleRegionStore serving = this.home.serving();
		ConsistencyToken token = reader.context().token();
		return TokenCoverage.passed(serving, token)
			.thenCompose((passed) -> (TokenCoverage.covers(passed, token) && serving.isAvailable())
					? lookup(reader, serving, passed, lookup) : CompletableFuture.completedFuture(Found.AHEAD))
			.thenApply(
					(found) -> (found.markers() != null) ? found : detoured(reader, Found.AHEAD, Event.DETOUR_ORIGIN));
	}

	private static Found detoured(SessionReader reader, Found found, Event event) {
		reader.context().detoured();
		reader.statistics().count(event);
		return found;
	}

	/**
	 * Read in the first of these regions that passes the token. If it has no value the
	 * others are not asked: each costs two ways there and back, and the origin is nearer.
	 * Neither is a further one asked after a region did not answer in time.
	 */
	private CompletableFuture<Found> read(SessionReader reader, List<SingleRegionStore> regions, long start) {
		if (regions.isEmpty() || this.home.clock().nanos() - start >= regions.get(0).timeout().toNanos()) {
			return CompletableFuture.completedFuture(Found.AHEAD);
		}
		ConsistencyToken token = reader.context().token();
		SingleRegionStore region = regions.get(0);
		return this.home.elsewhere()
			.passed(region, TokenCoverage.epochs(token))
			.thenCompose((passed) -> TokenCoverage.covers(passed, token) ? reader.in(this.home, region, passed)
					: read(reader, regions.subList(1, regions.size()), start));
	}

}
