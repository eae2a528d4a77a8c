package io.regioncache.cache;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.cache.ExplainedEntry.Details;
import io.regioncache.cache.ExplainedEntry.ExplainedMarker;
import io.regioncache.cache.ExplainedEntry.Verdict;
import io.regioncache.cache.entry.OriginIds;
import io.regioncache.cache.settings.CacheSettings;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionInspections.Inspection;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.session.InspectedEntry;
import org.jspecify.annotations.Nullable;

/**
 * Explains to operators what each region has of one entry, and why it serves it or does
 * not. It reads no value, and changes nothing.
 */
public final class EntryExplainer {

	private final RegionCacheManager caches;

	private final RegionInspections regions;

	private final Supplier<Collection<String>> names;

	private final InstantSource clock;

	/**
	 * Create an explainer.
	 * @param caches the caches of the home region
	 * @param regions asks the regions
	 * @param names tells the names of all regions
	 */
	public EntryExplainer(RegionCacheManager caches, RegionInspections regions, Supplier<Collection<String>> names) {
		this(caches, regions, names, InstantSource.system());
	}

	EntryExplainer(RegionCacheManager caches, RegionInspections regions, Supplier<Collection<String>> names,
			InstantSource clock) {
		this.caches = caches;
		this.regions = regions;
		this.names = names;
		this.clock = clock;
	}

	/**
	 * Explain the entries that a typed key may stand for.
	 * @param cache the name of a cache that exists
	 * @param key the key as somebody has typed it, or as it stands in Redis
	 * @return by the key in Redis, and then by region; if none of them is stored
	 * anywhere, all of them as absent
	 */
	public CompletableFuture<Map<String, Map<String, ExplainedEntry>>> explain(String cache, String key) {
		CacheSettings settings = this.caches.settings(cache);
		Map<String, CompletableFuture<Map<String, ExplainedEntry>>> explained = new LinkedHashMap<>();
		for (EntryKey place : this.caches.getCache(cache).keys().typed(key)) {
			explained.put(place.toString(),
					this.regions.entry(place)
						.thenApply((answers) -> explain(settings, answers))
						.thenCompose(this::withLevels));
		}
		return CompletableFuture.allOf(explained.values().toArray(CompletableFuture[]::new)).thenApply((all) -> {
			Map<String, Map<String, ExplainedEntry>> found = new LinkedHashMap<>();
			explained.forEach((place, regions) -> found.put(place, regions.join()));
			Map<String, Map<String, ExplainedEntry>> stored = new LinkedHashMap<>(found);
			stored.values().removeIf((regions) -> regions.values().stream().allMatch(EntryExplainer::isNothing));
			return stored.isEmpty() ? found : stored;
		});
	}

	private CompletableFuture<Map<String, ExplainedEntry>> withLevels(Map<String, ExplainedEntry> entries) {
		Map<String, CompletableFuture<ExplainedEntry>> asked = new LinkedHashMap<>();
		entries.forEach((region, entry) -> asked.put(region, this.regions.levels(region).thenApply(entry::with)));
		return CompletableFuture.allOf(asked.values().toArray(CompletableFuture[]::new)).thenApply((all) -> {
			Map<String, ExplainedEntry> level = new LinkedHashMap<>();
			asked.forEach((region, entry) -> level.put(region, entry.join()));
			return level;
		});
	}

	private static boolean isNothing(ExplainedEntry entry) {
		return entry.verdict() == Verdict.ABSENT || entry.verdict() == Verdict.UNREACHABLE;
	}

	private Map<String, ExplainedEntry> explain(CacheSettings settings,
			Map<String, Inspection<InspectedEntry>> answers) {
		Map<String, ExplainedEntry> explained = new LinkedHashMap<>();
		answers.forEach((region, answer) -> explained.put(region, explain(settings, answer)));
		return explained;
	}

	private ExplainedEntry explain(CacheSettings settings, Inspection<InspectedEntry> answer) {
		InspectedEntry found = answer.value();
		if (found == null) {
			return new ExplainedEntry(Verdict.UNREACHABLE, "No answer: " + answer.failure(), null, List.of(), -1, null);
		}
		Markers markers = found.markers();
		if (markers == null) {
			return new ExplainedEntry(Verdict.INVALIDATED,
					"The region has lost its metadata, and begins a new epoch with the next read", null, List.of(), -1,
					null);
		}
		Envelope entry = found.entry();
		return (entry != null) ? judged(settings, found, entry, markers) : absent(markers, found.problem());
	}

	private static ExplainedEntry absent(Markers markers, @Nullable String problem) {
		return of(markers, (problem != null) ? Verdict.UNREADABLE : Verdict.ABSENT,
				(problem != null) ? "What lies there cannot be read: " + problem : "Nothing is stored", null,
				List.of());
	}

	private ExplainedEntry judged(CacheSettings settings, InspectedEntry found, Envelope entry, Markers markers) {
		Details details = details(settings, found, entry, markers);
		Freshness freshness = markers.judge(entry.lease(), entry.stamp(), entry.tags());
		List<String> killers = EntryKillers.of(entry, markers);
		if (freshness == Freshness.DEAD) {
			return of(markers, Verdict.INVALIDATED, EntryKillers.whyDead(entry, markers, killers), details, killers);
		}
		boolean mayBeStale = !details.freshFor().plus(settings.lifetimes().staleWhileRevalidate()).isNegative();
		if (freshness == Freshness.STALE) {
			return of(markers, mayBeStale ? Verdict.STALE : Verdict.INVALIDATED,
					"Invalidated with mode STALE by " + String.join(", ", killers), details, killers);
		}
		return aged(settings, markers, details, mayBeStale);
	}

	private static ExplainedEntry aged(CacheSettings settings, Markers markers, Details details, boolean mayBeStale) {
		if (!details.freshFor().isNegative()) {
			return of(markers, Verdict.FRESH, "Nothing that covers the entry was invalidated since its load began",
					details, List.of());
		}
		boolean kept = !mayBeStale && !details.freshFor().plus(settings.lifetimes().staleIfError()).isNegative();
		return of(markers, mayBeStale ? Verdict.STALE : Verdict.EXPIRED,
				kept ? "Its time to live has ended; it is served only if its load fails or takes too long"
						: "Its time to live has ended",
				details, List.of());
	}

	private Details details(CacheSettings settings, InspectedEntry found, Envelope entry, Markers markers) {
		boolean sameEpoch = entry.lease().epoch() == markers.epoch();
		Duration freshFor = Duration.ofMillis(entry.softExpiry() - this.clock.millis());
		return new Details(entry.lease().number(), hex(entry.lease().epoch()),
				sameEpoch ? markers.lease().number() - entry.lease().number() : -1, loadedIn(entry.origin()),
				Duration.ofMillis(entry.loadMillis()), freshFor, Duration.ofMillis(Math.max(0, found.keptMillis())),
				age(settings.lifetimes().ttl(), freshFor), entry.tags().stream().map(EntryKillers::tag).toList(),
				entry.value().length());
	}

	/**
	 * The time to live of the cache less what is left of it; jitter may have shortened
	 * it.
	 */
	private static @Nullable Duration age(Duration ttl, Duration freshFor) {
		Duration age = ttl.minus(freshFor);
		return age.isNegative() ? null : age;
	}

	private @Nullable String loadedIn(int origin) {
		return this.names.get().stream().filter((name) -> OriginIds.of(name) == origin).findFirst().orElse(null);
	}

	private static ExplainedEntry of(Markers markers, Verdict verdict, String reason, @Nullable Details details,
			List<String> killers) {
		List<ExplainedMarker> marked = markers.all()
			.stream()
			.filter((marker) -> marker.removed() > 0 || marker.staled() > 0)
			.map((marker) -> new ExplainedMarker(EntryKillers.name(marker.scope()), marker.removed(), marker.staled(),
					killers.contains(EntryKillers.name(marker.scope()))))
			.toList();
		return new ExplainedEntry(verdict, reason, details, marked, markers.lease().number(), hex(markers.epoch()));
	}

	private static String hex(long epoch) {
		return HexFormat.of().toHexDigits(epoch);
	}

}
