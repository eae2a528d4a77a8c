package io.regioncache.replication;

import java.util.ArrayList;
import java.util.List;

import io.regioncache.store.log.RecordContent;
import io.regioncache.store.log.Issue;
import io.regioncache.store.log.Cursor;
import io.regioncache.store.log.LogRecord;
import io.regioncache.store.log.RecordKind;
import io.regioncache.store.log.Position;
import io.regioncache.store.log.VersionVector;
import io.regioncache.store.entry.Scope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link Steps}.
 */
class StepsTests {

	private static final long LOG = 1;

	private static final long ORIGIN = 2;

	private final List<LogRecord> records = new ArrayList<>();

	@Test
	void endsWhereTheNextRecordHasAnotherClock() {
		passedOn(5, 5, 6, 6);
		assertThat(whole(9, 100)).isEqualTo(2);
	}

	@Test
	void endsAtTheTail() {
		passedOn(5, 5, 6, 6);
		assertThat(whole(4, 100)).isEqualTo(4);
	}

	@Test
	void endsAtATailThatWasReadBeforeTheRecords() {
		passedOn(5, 5, 5, 6);
		assertThat(whole(3, 2)).isEqualTo(3);
	}

	@Test
	void endsNowhereInAStepThatGoesOn() {
		passedOn(5, 5, 5);
		assertThat(whole(9, 100)).isZero();
		assertThat(whole(9, 2)).isZero();
	}

	@Test
	void endsAfterEachRecordThatTheRegionHasIssuedItself() {
		passedOn(5, 5);
		add(6, LOG, RecordKind.REMOVE);
		add(6, LOG, RecordKind.STALE);
		assertThat(whole(9, 100)).isEqualTo(4);
		assertThat(whole(9, 3)).isEqualTo(3);
	}

	@Test
	void endsBeforeATransfer() {
		passedOn(5, 5);
		add(6, LOG, RecordKind.TRANSFER);
		passedOn(7);
		assertThat(whole(4, 100)).isEqualTo(2);
	}

	@Test
	void takesAsManyStepsAsAllowed() {
		passedOn(5, 5, 6, 6, 7, 7);
		assertThat(whole(6, 5)).isEqualTo(4);
		assertThat(whole(6, 4)).isEqualTo(4);
		assertThat(whole(6, 3)).isEqualTo(2);
	}

	@Test
	void takesAStepThatIsLongerThanAllowed() {
		passedOn(5, 5, 5, 6);
		assertThat(whole(9, 2)).isEqualTo(3);
	}

	private int whole(long tail, int most) {
		List<LogRecord> whole = Steps.whole(this.records, new Cursor(LOG, tail, 99), most);
		assertThat(whole).isEqualTo(this.records.subList(0, whole.size()));
		return whole.size();
	}

	private void passedOn(long... clocks) {
		for (long clock : clocks) {
			add(clock, ORIGIN, RecordKind.REMOVE);
		}
	}

	private void add(long clock, long origin, RecordKind kind) {
		long sequence = this.records.size() + 1;
		this.records.add(new LogRecord(new Position(LOG, sequence), clock, new Issue(new Position(origin, sequence), 0),
				kind, false, new RecordContent(Scope.ALL, VersionVector.NONE)));
	}

}
