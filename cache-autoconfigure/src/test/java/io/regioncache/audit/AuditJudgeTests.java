package io.regioncache.audit;

import java.util.List;
import java.util.Map;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.AuditedEntry;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.HybridTimestamp;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.Position;
import io.regioncache.store.session.InspectedEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link AuditJudge}.
 */
class AuditJudgeTests {

	private static final Scope TAG = Scope.tag("books");

	private static final Scope[] OWN = { Scope.ALL, Scope.cache("books"), Scope.key("books", "i:1") };

	private static final EntryKey KEY = new EntryKey("i:1", new byte[] { 1 }, "lock", OWN);

	@Test
	void anEntryWithoutItsMarkerIsAViolation() {
		assertThat(judge(entry(11, TAG), 0, 0)).isEqualTo(AuditOutcome.VIOLATION);
	}

	@Test
	void anEntryBelowItsMarkerIsNot() {
		assertThat(judge(entry(11, TAG), 12, 0)).isEqualTo(AuditOutcome.CLEAN);
	}

	@Test
	void nothingIsNot() {
		assertThat(judge(null, 0, 0)).isEqualTo(AuditOutcome.CLEAN);
	}

	@Test
	void anEntryThatWasLoadedSinceIsNot() {
		assertThat(judge(entry(12, TAG), 0, 0)).isEqualTo(AuditOutcome.CLEAN);
	}

	@Test
	void anEntryThatNoLongerHasTheTagIsNot() {
		assertThat(judge(entry(11), 0, 0)).isEqualTo(AuditOutcome.CLEAN);
	}

	@Test
	void aStaleEntryIsOneUnlessStaleWasAskedFor() {
		assertThat(judge(entry(11, TAG), 0, 12)).isEqualTo(AuditOutcome.VIOLATION);
		AuditSample stale = sample(InvalidationMode.STALE, Map.of("home", new Lease(7, 12)));
		assertThat(AuditJudge.judge(stale, "home", answer(true, entry(11, TAG), 0, 12))).isEqualTo(AuditOutcome.CLEAN);
	}

	@Test
	void aStampedValueMayOutliveWhatCameLate() {
		Envelope stamped = new Envelope(new Lease(7, 11), 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, new byte[0]), List.of(TAG), new HybridTimestamp(5, 7));
		assertThat(judge(stamped, 0, 0)).isEqualTo(AuditOutcome.CLEAN);
	}

	@Test
	void aRegionThatHasNotAppliedItIsBehind() {
		AuditSample sample = sample(InvalidationMode.REMOVE, Map.of("home", new Lease(7, 12)));
		assertThat(AuditJudge.judge(sample, "home", answer(false, entry(11, TAG), 0, 0)))
			.isEqualTo(AuditOutcome.BEHIND);
	}

	@Test
	void anotherEpochAndAnUnknownClockTellNothing() {
		AuditSample other = sample(InvalidationMode.REMOVE, Map.of("home", new Lease(8, 12)));
		assertThat(AuditJudge.judge(other, "home", answer(true, entry(11, TAG), 0, 0))).isEqualTo(AuditOutcome.UNKNOWN);
		assertThat(AuditJudge.judge(other, "away", answer(true, entry(11, TAG), 0, 0))).isEqualTo(AuditOutcome.UNKNOWN);
		assertThat(AuditJudge.judge(other, "home", new AuditedEntry(true, new InspectedEntry(null, null, -1, null))))
			.isEqualTo(AuditOutcome.UNKNOWN);
	}

	@Test
	void whatThisProcessMayNotReadIsToldApart() {
		AuditSample sample = sample(InvalidationMode.REMOVE, Map.of("home", new Lease(7, 12)));
		assertThat(AuditJudge.judge(sample, "home",
				new AuditedEntry(true, new InspectedEntry(null, null, -1, "NOPERM no right"))))
			.isEqualTo(AuditOutcome.UNREADABLE);
	}

	private static AuditOutcome judge(@Nullable Envelope entry, long removed, long staled) {
		return AuditJudge.judge(sample(InvalidationMode.REMOVE, Map.of("home", new Lease(7, 12))), "home",
				answer(true, entry, removed, staled));
	}

	private static AuditSample sample(InvalidationMode mode, Map<String, Lease> oldest) {
		return new AuditSample(KEY, new AuditCause(TAG, mode, new Position(7, 1), true, 0), oldest, new KeyHistory(0));
	}

	private static AuditedEntry answer(boolean applied, @Nullable Envelope entry, long removed, long staled) {
		Scope[] scopes = KEY.scopesWith(List.of(TAG));
		Markers markers = new Markers(new Lease(7, 20), 0, scopes, OWN.length,
				new MarkerValues(new long[] { 0, 0, 0, removed }, new long[] { 0, 0, 0, staled }, null));
		return new AuditedEntry(applied, new InspectedEntry(markers, entry, 1000, null));
	}

	private static Envelope entry(long lease, Scope... tags) {
		return new Envelope(new Lease(7, lease), 0, new EntrySource(0, 0), new EntryPayload(0, (byte) 0, new byte[0]),
				List.of(tags));
	}

}
