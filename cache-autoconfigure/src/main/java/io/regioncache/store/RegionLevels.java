package io.regioncache.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.log.Position;
import io.regioncache.store.position.AppliedTails;
import io.regioncache.store.position.LevelQuery;
import io.regioncache.store.position.RegionTail;
import io.regioncache.store.session.Session;
import io.regioncache.store.session.SessionTrust;
import org.jspecify.annotations.Nullable;

/**
 * How far regions are known to be level with all others, by the monotonic clock of this
 * process alone, for reads that must not return anything older than a bound.
 * <p>
 * This process asks each region for the end of its log, and the home region for what it
 * has applied. Once that covers an end, home has all that the region had invalidated
 * before the question for it. The rules are those of {@code StalenessModel}: the age
 * counts from the question, not from its answer; each region is compared by itself, in
 * its own epoch; one that cannot be asked is not level; nor is one level with a region
 * whose writers are awaited; what was seen counts in one epoch of the region alone, and
 * before an entry is looked up there.
 */
public final class RegionLevels implements AutoCloseable {

	/**
	 * How long nobody asks again how far another region has come.
	 */
	private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final MonotonicClock clock;

	private final KnownTails tails = new KnownTails();

	private final LevelRounds rounds;

	private final Map<String, Judgment> elsewhere = new ConcurrentHashMap<>();

	private final AtomicBoolean unknown = new AtomicBoolean();

	private volatile @Nullable RegionLevel level;

	RegionLevels(SingleRegionStore own, RegionFailover others) {
		this.own = own;
		this.others = others;
		this.clock = own.clock();
		this.rounds = new LevelRounds(this.clock, this::askAll, this::askHome);
	}

	/**
	 * Note that there are regions that this process does not know: then nothing is known
	 * to be level.
	 */
	public void areUnknown() {
		this.unknown.set(true);
	}

	/**
	 * Return the level of the home region, if it is known to be good enough.
	 * @param bound how far behind the region may be, in nanoseconds
	 * @return the level; {@code null} if it is behind, or nothing is known of it
	 */
	public @Nullable RegionLevel home(long bound) {
		long now = this.clock.nanos();
		if (!isTrusted(this.own, bound)) {
			return null;
		}
		if (this.others.areNone()) {
			return this.unknown.get() ? null : new RegionLevel(0, now);
		}
		this.rounds.wanted(now, bound, this.others::attempted);
		return known(now - bound);
	}

	private @Nullable RegionLevel known(long since) {
		RegionLevel level = this.level;
		return (level != null && level.reaches(since)) ? level : null;
	}

	/**
	 * Return the level of the home region once something is known of it: the first read
	 * for a while waits for that.
	 * @param bound how far behind the region may be, in nanoseconds
	 * @return the level; {@code null} if it is behind
	 */
	public CompletableFuture<@Nullable RegionLevel> awaitHome(long bound) {
		RegionLevel level = home(bound);
		return (level != null || this.others.areNone()) ? CompletableFuture.completedFuture(level)
				: this.rounds.wanted(this.clock.nanos(), bound, this.others::attempted)
					.thenApply((known) -> home(bound));
	}

	/**
	 * Whether what this process follows of the home region was compared with it within a
	 * bound: what it keeps itself is no older.
	 * @param bound how old it may be, in nanoseconds
	 */
	public boolean isFollowed(long bound) {
		return this.own.lookups().followers().isComparedSince(this.clock.nanos() - bound);
	}

	/**
	 * Return the level of another region, if it is good enough.
	 * @param region the store of the region
	 * @param bound how far behind it may be, in nanoseconds
	 * @return the level; empty if it is behind, or that cannot be told
	 */
	public CompletableFuture<Optional<RegionLevel>> of(SingleRegionStore region, long bound) {
		long now = this.clock.nanos();
		if (!this.tails.areSince(others(region), now - bound)) {
			return CompletableFuture.completedFuture(Optional.empty());
		}
		return this.elsewhere
			.compute(region.region(),
					(name, last) -> (last != null && last.stands(now)) ? last : new Judgment(now, judge(region)))
			.level()
			.thenApply((level) -> level
				.filter((seen) -> seen.reaches(this.clock.nanos() - bound) && isTrusted(region, bound)));
	}

	/**
	 * Ask how long ago a region was level with each of the others.
	 * @param region the name of the region
	 * @return the age by the name of the other region, empty where that cannot be told
	 */
	public CompletableFuture<Map<String, Optional<Duration>>> ages(String region) {
		return this.others.all().thenCompose((others) -> {
			List<SingleRegionStore> all = new ArrayList<>(others.values());
			all.add(this.own);
			return CompletableFuture.allOf(all.stream().map(this::askTail).toArray(CompletableFuture[]::new))
				.thenCompose((asked) -> ages(region, all));
		});
	}

	private CompletableFuture<Map<String, Optional<Duration>>> ages(String region, List<SingleRegionStore> all) {
		SingleRegionStore asked = all.stream()
			.filter((each) -> each.region().equals(region))
			.findAny()
			.orElse(this.own);
		List<String> names = all.stream()
			.map(SingleRegionStore::region)
			.filter((name) -> !name.equals(region))
			.toList();
		return applied(asked, names).handle((applied, ex) -> {
			Map<String, Optional<Duration>> ages = new LinkedHashMap<>();
			names.forEach((name) -> ages.put(name,
					Optional.ofNullable((applied != null) ? this.tails.asOf(applied, name) : null)
						.map((moment) -> Duration.ofNanos(this.clock.nanos() - moment))));
			return ages;
		});
	}

	private CompletableFuture<AppliedTails> applied(SingleRegionStore region, Collection<String> others) {
		return region.link().ask((session) -> LevelQuery.applied(session, region.region(), this.tails.of(others)));
	}

	/**
	 * Whether a server was seen to be that of its region within a bound.
	 */
	private static boolean isTrusted(SingleRegionStore region, long bound) {
		long left = region.trustedFor();
		return left > 0 && SessionTrust.MAX_SILENCE.toNanos() - left <= bound;
	}

	/**
	 * Ask all other regions for the ends of their logs, and then home for what it has
	 * applied, as soon as each of them has answered.
	 * @return completes when all have answered, or failed to
	 */
	private CompletableFuture<?> askAll() {
		return CompletableFuture.allOf(this.others.stores()
			.stream()
			.map((region) -> askTail(region).thenCompose((asked) -> askHome()))
			.toArray(CompletableFuture[]::new));
	}

	private CompletableFuture<?> askTail(SingleRegionStore region) {
		long sent = this.clock.nanos();
		if (!region.canBeAsked()) {
			return CompletableFuture.completedFuture(null);
		}
		return region.link()
			.ask((session) -> LevelQuery.tail(session, region.region())
				.thenAccept((position) -> noteTail(region, session, position, sent)))
			.exceptionally((ex) -> null);
	}

	/**
	 * A server that was replaced meanwhile is believed until its heartbeat stands still
	 * for too long: the tail is no newer than that.
	 */
	private void noteTail(SingleRegionStore region, Session session, Position position, long sent) {
		SessionTrust trust = session.trust();
		if (!trust.hasLapsed()) {
			long moved = this.clock.nanos() - trust.silentFor();
			this.tails.add(new RegionTail(region.region(), position, (moved - sent < 0) ? moved : sent));
		}
	}

	/**
	 * Ask home what it has applied.
	 * @return whether it is level with what all others had when they were asked last
	 */
	private CompletableFuture<Boolean> askHome() {
		Collection<String> names = this.others.started().keySet();
		return this.own.canBeAsked()
				? applied(this.own, names).handle((applied, ex) -> applied != null && note(applied, names))
				: CompletableFuture.completedFuture(false);
	}

	private boolean note(AppliedTails applied, Collection<String> names) {
		// Before anybody relies on it: what is followed must have come as far
		this.own.history().applied(applied.at());
		RegionLevel level = this.tails.level(applied, names, this.clock.nanos());
		this.level = level;
		return level != null && this.tails.areLast(applied, names);
	}

	/**
	 * Another region is level with home, too, whose tail is asked for first.
	 */
	private CompletableFuture<Optional<RegionLevel>> judge(SingleRegionStore region) {
		List<String> names = new ArrayList<>(others(region));
		names.add(this.own.region());
		return askTail(this.own).thenCompose((asked) -> applied(region, names))
			.handle((applied, ex) -> (applied != null)
					? Optional.ofNullable(this.tails.level(applied, names, this.clock.nanos())) : Optional.empty());
	}

	/**
	 * Return the names of all regions but home and another one.
	 */
	private List<String> others(SingleRegionStore region) {
		return this.others.started().keySet().stream().filter((name) -> !name.equals(region.region())).toList();
	}

	@Override
	public void close() {
		this.rounds.close();
	}

	private record Judgment(long sent, CompletableFuture<Optional<RegionLevel>> level) {

		boolean stands(long now) {
			return !this.level.isDone() || now - this.sent < PAUSE_NANOS;
		}

	}

}
