package io.regioncache.audit;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;

import io.regioncache.audit.AuditViolation.AuditedKey;
import io.regioncache.region.Clocks;
import io.regioncache.store.AuditedEntry;
import io.regioncache.store.RegionInspections;
import io.regioncache.store.RegionInspections.Inspection;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Envelope;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks at samples when they are due. Not thread-safe.
 * <p>
 * What looks like a violation is looked at a second time and counts only if an old value
 * is still served: until then a server that has just been replaced has begun a new epoch.
 */
final class AuditLooks {

	private static final Log logger = LogFactory.getLog(AuditLooks.class);

	/**
	 * How many looks are planned at most.
	 */
	private static final int PLANNED = 512;

	private final RegionStore store;

	private final RegionInspections regions;

	private final AuditTimes times;

	private final Clocks clocks;

	private final AuditTally tally;

	private final OriginCheck origins;

	private final Queue<Look> planned = new PriorityQueue<>(Comparator.comparingLong(Look::due));

	AuditLooks(RegionStore store, RegionInspections regions, AuditTimes times, Clocks clocks, AuditTally tally,
			OriginCheck origins) {
		this.origins = origins;
		this.store = store;
		this.regions = regions;
		this.times = times;
		this.clocks = clocks;
		this.tally = tally;
	}

	boolean isFull() {
		return this.planned.size() >= PLANNED;
	}

	void plan(AuditSample sample) {
		this.tally.sampled();
		this.times.horizons()
			.forEach((horizon) -> this.planned
				.add(new Look(sample, horizon, sample.cause().nanos() + horizon.toNanos(), Map.of())));
	}

	/**
	 * Look at all that is due.
	 */
	void turn() {
		Look next = this.planned.peek();
		while (next != null && next.due() - now() <= 0) {
			this.planned.remove();
			look(next);
			next = this.planned.peek();
		}
	}

	private void look(Look look) {
		Map<String, Long> suspects = new HashMap<>();
		AuditSample sample = look.sample();
		this.regions.entryAfter(sample.key(), sample.cause().position()).join().forEach((region, answer) -> {
			if (concerns(look, region) && isSuspect(look, region, answer)) {
				suspects.put(region, lease(answer));
			}
		});
		if (!suspects.isEmpty()) {
			this.planned.add(new Look(sample, look.horizon(), now() + this.times.confirmation().toNanos(), suspects));
		}
	}

	/**
	 * What is invalidated at home alone is looked at there alone; what is looked at a
	 * second time, where the first look has found something.
	 */
	private boolean concerns(Look look, String region) {
		boolean reached = look.sample().cause().everywhere() || region.equals(this.store.region());
		return reached && (look.suspects().isEmpty() || look.suspects().containsKey(region));
	}

	/**
	 * Count what was found, unless it has to be confirmed.
	 */
	private boolean isSuspect(Look look, String region, Inspection<AuditedEntry> answer) {
		AuditOutcome outcome = judge(look, region, answer);
		look.sample().history().add(now(), describe(region, outcome, answer));
		boolean wrong = outcome == AuditOutcome.VIOLATION || outcome == AuditOutcome.DIFFERS;
		if (wrong && look.suspects().isEmpty()) {
			return true;
		}
		this.tally.add(region, look.horizon(), outcome);
		if (wrong) {
			report(look, region, outcome);
		}
		return false;
	}

	private AuditOutcome judge(Look look, String region, Inspection<AuditedEntry> answer) {
		AuditedEntry found = answer.value();
		if (found == null) {
			return AuditOutcome.UNREACHABLE;
		}
		AuditOutcome outcome = AuditJudge.judge(look.sample(), region, found);
		boolean same = look.suspects().getOrDefault(region, lease(answer)).equals(lease(answer));
		if (outcome != AuditOutcome.CLEAN || !region.equals(this.store.region()) || !AuditJudge.isFresh(found)) {
			return outcome;
		}
		return (same && this.origins.differs(cache(look.sample()), look.sample().key().text())) ? AuditOutcome.DIFFERS
				: outcome;
	}

	private static long lease(Inspection<AuditedEntry> answer) {
		AuditedEntry found = answer.value();
		Envelope entry = (found != null) ? found.entry().entry() : null;
		return (entry != null) ? entry.lease().number() : -1;
	}

	private void report(Look look, String region, AuditOutcome outcome) {
		AuditSample sample = look.sample();
		AuditedKey entry = new AuditedKey(cache(sample), sample.key().scope().field().substring(2),
				sample.cause().kind());
		AuditViolation violation = new AuditViolation(this.clocks.wall().instant(), region, look.horizon().toSeconds(),
				entry, sample.history().lines());
		this.tally.violated(violation);
		tell(violation, region, outcome);
	}

	private static void tell(AuditViolation violation, String region, AuditOutcome outcome) {
		AuditedKey entry = violation.entry();
		String what = (outcome == AuditOutcome.VIOLATION) ? "serves an old value"
				: "serves a value that differs from the origin's,";
		logger.error(("Region %s %s of cache '%s' (key hash %s) %d s after it was invalidated by its %s. "
				+ "Invalidate the whole cache; docs/auditor.md says what to look for. The history of the key: %s")
			.formatted(region, what, entry.cache(), entry.keyHash(), violation.afterSeconds(), entry.invalidatedBy(),
					violation.history()));
	}

	private String cache(AuditSample sample) {
		String cache = this.store.own().keys().cacheOf(sample.key().redisKey());
		return (cache != null) ? cache : "";
	}

	private static String describe(String region, AuditOutcome outcome, Inspection<AuditedEntry> answer) {
		return "region %s: %s".formatted(region, outcome.name().toLowerCase(Locale.ROOT)) + details(answer.value());
	}

	private static String details(@Nullable AuditedEntry found) {
		if (found == null || found.entry().markers() == null) {
			return "";
		}
		Envelope entry = found.entry().entry();
		return " (clock %d, %s)".formatted(found.entry().markers().lease().number(),
				(entry != null) ? "entry of lease " + entry.lease().number() : "no entry");
	}

	private long now() {
		return this.clocks.monotonic().nanos();
	}

	/**
	 * A look at what has become of an invalidation.
	 *
	 * @param sample the invalidation
	 * @param horizon how long after it
	 * @param due when to look, by the monotonic clock
	 * @param suspects the leases of the entries that the first look has found wrong, by
	 * region; none before that
	 */
	private record Look(AuditSample sample, Duration horizon, long due, Map<String, Long> suspects) {

	}

}
