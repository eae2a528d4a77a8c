package io.regioncache.store.history;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.regioncache.annotation.InvalidationMode;
import io.regioncache.region.MonotonicClock;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.history.KeptInvalidations.Kept;
import io.regioncache.store.history.WriterHistory.Registration;
import io.regioncache.store.log.MarkerWrite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WriterHistory} and {@link KeptInvalidations}.
 */
class WriterHistoryTests {

	private final WriterHistory writer = new WriterHistory();

	private final DeferredInvalidations deferred = new DeferredInvalidations(MonotonicClock.SYSTEM);

	@Test
	void nothingIsKeptWhereWritersDoNotRegister() {
		assertThat(this.writer.attached(1, false, this.deferred)).isFalse();
		Kept kept = keep("a");
		assertThat(kept).isNull();
		assertThat(this.writer.applied(kept, 1, 1)).isTrue();
		assertThat(this.writer.confirmed()).isDone();
	}

	@Test
	void whatOthersHaveNotReadIsSentAgainInTheNextEpoch() {
		begin(1, 5);
		this.writer.applied(keep("read"), 1, 6);
		this.writer.applied(keep("unread"), 1, 8);
		Kept underWay = keep("underway");
		this.writer.readBy(1, 7);
		assertThat(this.writer.attached(2, true, this.deferred)).isTrue();
		assertThat(deferred()).containsExactlyInAnyOrder("unread", "underway");
		assertThat(this.writer.applied(underWay, 1, 9)).as("an answer of the former epoch").isFalse();
		assertThat(this.writer.formerIds()).containsExactly("id1");
	}

	@Test
	void whatWasReadOfAnotherEpochDoesNotCount() {
		begin(1, 5);
		this.writer.applied(keep("unread"), 1, 6);
		this.writer.readBy(2, 100);
		this.writer.attached(2, true, this.deferred);
		assertThat(deferred()).containsExactly("unread");
	}

	@Test
	void whatHasFailedIsNotKeptTwice() {
		begin(1, 5);
		this.writer.failed(keep("failed"));
		this.writer.attached(2, true, this.deferred);
		assertThat(deferred()).isEmpty();
	}

	@Test
	void anInvalidationThatWasSentBeforeWritersRegisteredDoesNotCountAfterwards() {
		Kept kept = keep("early");
		begin(1, 5);
		assertThat(this.writer.applied(kept, 1, 6)).isFalse();
	}

	@Test
	void aRegistrationIsConfirmedOnceOthersHaveReadIt() {
		begin(1, 5);
		this.writer.readBy(1, 4);
		this.writer.readBy(2, 9);
		assertThat(this.writer.confirmed()).isNotDone();
		this.writer.readBy(1, 5);
		assertThat(this.writer.confirmed()).isDone();
	}

	@Test
	void formerIdsAreReplacedInEveryLaterEpoch() {
		begin(1, 1);
		begin(2, 1);
		this.writer.attached(3, true, this.deferred);
		assertThat(this.writer.formerIds()).containsExactly("id1", "id2");
	}

	@Test
	void pastTheBoundEverythingIsKept() {
		begin(1, 1);
		for (int i = 0; i <= KeptInvalidations.CAPACITY; i++) {
			this.writer.applied(keep("tag" + i), 1, 2 + i);
		}
		this.writer.attached(2, true, this.deferred);
		assertThat(deferred()).containsExactly("*");
	}

	@Test
	void everythingIsKeptUntilTheLastOfThatIsRead() {
		begin(1, 1);
		IntStream.rangeClosed(0, KeptInvalidations.CAPACITY)
			.forEach((i) -> this.writer.applied(keep("t" + i), 1, 2 + i));
		this.writer.readBy(1, 1 + KeptInvalidations.CAPACITY);
		assertThat(this.writer.awaitsReaders()).isTrue();
		this.writer.readBy(1, 2 + KeptInvalidations.CAPACITY);
		this.writer.attached(2, true, this.deferred);
		assertThat(deferred()).isEmpty();
	}

	private void begin(long epoch, long sequence) {
		this.writer.attached(epoch, true, this.deferred);
		this.writer.registered(new Registration("id" + epoch, epoch, sequence, List.of("west")));
	}

	private Kept keep(String tag) {
		return this.writer.keep(List.of(Scope.tag(tag)), InvalidationMode.REMOVE);
	}

	private Set<String> deferred() {
		return this.deferred.pending()
			.keySet()
			.stream()
			.map(MarkerWrite::scope)
			.map((scope) -> scope.equals(Scope.ALL) ? "*" : scope.field().substring(2))
			.collect(Collectors.toSet());
	}

}
