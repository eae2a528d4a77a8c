package io.regioncache.audit;

import java.util.Arrays;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.AuditedEntry;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Freshness;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Markers;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a region has of an entry after an invalidation.
 * <p>
 * A region that applies an invalidation raises its clock, so whatever was leased at a
 * clock that was read before the invalidation began must be dead once the region has
 * applied it. A value that was loaded again has a newer lease. This holds whatever the
 * markers say, which is what makes a missing marker show.
 */
final class AuditJudge {

	private AuditJudge() {
	}

	static AuditOutcome judge(AuditSample sample, String region, AuditedEntry answer) {
		Markers markers = answer.entry().markers();
		if (answer.entry().problem() != null) {
			return AuditOutcome.UNREADABLE;
		}
		if (markers == null) {
			return AuditOutcome.UNKNOWN;
		}
		Envelope entry = answer.entry().entry();
		return !answer.applied() ? AuditOutcome.BEHIND : (entry == null || !isServed(sample, entry, markers))
				? AuditOutcome.CLEAN : judge(sample.oldest().get(region), entry, markers);
	}

	/**
	 * Whether a client would be served an entry of the key at all.
	 */
	static boolean isFresh(AuditedEntry answer) {
		Markers markers = answer.entry().markers();
		Envelope entry = answer.entry().entry();
		return entry != null && markers != null
				&& markers.judge(entry.lease(), entry.stamp(), entry.tags()) == Freshness.FRESH;
	}

	private static AuditOutcome judge(@Nullable Lease oldest, Envelope entry, Markers markers) {
		if (oldest == null || oldest.epoch() != markers.epoch()) {
			return AuditOutcome.UNKNOWN;
		}
		return (entry.lease().number() >= oldest.number()) ? AuditOutcome.CLEAN : AuditOutcome.VIOLATION;
	}

	/**
	 * Whether a client would be served an entry that the invalidation covers. A value
	 * with a stamp may outlive an invalidation that arrives late.
	 */
	private static boolean isServed(AuditSample sample, Envelope entry, Markers markers) {
		boolean covered = entry.tags().contains(sample.cause().scope())
				|| Arrays.asList(sample.key().scopes()).contains(sample.cause().scope());
		if (!covered || !entry.stamp().equals(HybridTimestamp.NONE)) {
			return false;
		}
		Freshness freshness = markers.judge(entry.lease(), entry.tags());
		return freshness == Freshness.FRESH
				|| (freshness == Freshness.STALE && sample.cause().mode() == InvalidationMode.REMOVE);
	}

}
