package io.regioncache.store;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.region.MonotonicClock;
import io.regioncache.store.position.AppliedTails;
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

	private final SingleRegionStore own;

	private final RegionFailover others;

	private final MonotonicClock clock;

	private final LevelQuestions questions;

	private final LevelRounds rounds;

	private final LevelsElsewhere elsewhere;

	private final LevelAges ages;

	private final AtomicBoolean unknown = new AtomicBoolean();

	private volatile @Nullable RegionLevel level;

	RegionLevels(SingleRegionStore own, RegionFailover others) {
		this.own = own;
		this.others = others;
		this.clock = own.clock();
		this.questions = new LevelQuestions(this.clock);
		this.elsewhere = new LevelsElsewhere(own, others, this.questions);
		this.ages = new LevelAges(own, others, this.questions);
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
		if (!LevelQuestions.isTrusted(this.own, bound)) {
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
		return this.elsewhere.of(region, bound);
	}

	/**
	 * Ask how long ago a region was level with each of the others.
	 * @param region the name of the region
	 * @return the age by the name of the other region, empty where that cannot be told
	 */
	public CompletableFuture<Map<String, Optional<Duration>>> ages(String region) {
		return this.ages.of(region);
	}

	/**
	 * Ask all other regions for the ends of their logs, and then home for what it has
	 * applied, as soon as each of them has answered.
	 * @return completes when all have answered, or failed to
	 */
	private CompletableFuture<?> askAll() {
		return CompletableFuture.allOf(this.others.stores()
			.stream()
			.map((region) -> this.questions.tail(region).thenCompose((asked) -> askHome()))
			.toArray(CompletableFuture[]::new));
	}

	/**
	 * Ask home what it has applied.
	 * @return whether it is level with what all others had when they were asked last
	 */
	private CompletableFuture<Boolean> askHome() {
		Collection<String> names = this.others.started().keySet();
		return this.own.canBeAsked()
				? this.questions.applied(this.own, names)
					.handle((applied, ex) -> applied != null && note(applied, names))
				: CompletableFuture.completedFuture(false);
	}

	private boolean note(AppliedTails applied, Collection<String> names) {
		// Before anybody relies on it: what is followed must have come as far
		this.own.history().applied(applied.at());
		RegionLevel level = this.questions.tails().level(applied, names, this.clock.nanos());
		this.level = level;
		return level != null && this.questions.tails().areLast(applied, names);
	}

	@Override
	public void close() {
		this.rounds.close();
	}

}
