package io.regioncache.store.history;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.regioncache.region.MonotonicClock;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link DeferredInvalidations}.
 */
class DeferredInvalidationsTests {

	private static final Scope TAG = Scope.tag("shelf");

	private final DeferredInvalidations deferred = new DeferredInvalidations(MonotonicClock.SYSTEM);

	@Test
	void isEmptyAtFirst() {
		assertThat(this.deferred.isEmpty()).isTrue();
		assertThat(this.deferred.pending()).isEmpty();
	}

	@Test
	void keepsOneOfAScopeAndMode() {
		this.deferred.add(List.of(TAG, Scope.ALL), InvalidationMode.REMOVE);
		this.deferred.add(List.of(TAG), InvalidationMode.STALE);
		this.deferred.add(List.of(TAG), InvalidationMode.REMOVE);
		assertThat(this.deferred.isEmpty()).isFalse();
		assertThat(this.deferred.pending().keySet()).containsExactlyInAnyOrder(
				new MarkerWrite(TAG, InvalidationMode.REMOVE), new MarkerWrite(TAG, InvalidationMode.STALE),
				new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE));
	}

	@Test
	void forgetsWhatWasApplied() {
		this.deferred.add(List.of(TAG), InvalidationMode.REMOVE);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		this.deferred.add(List.of(Scope.ALL), InvalidationMode.REMOVE);
		this.deferred.applied(inFlight);
		assertThat(this.deferred.pending().keySet())
			.containsExactly(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE));
		this.deferred.applied(this.deferred.pending());
		assertThat(this.deferred.isEmpty()).isTrue();
	}

	@Test
	void retriesWhatWasAddedAgainWhileInFlight() {
		this.deferred.add(List.of(TAG), InvalidationMode.REMOVE);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		this.deferred.add(List.of(TAG), InvalidationMode.REMOVE);
		this.deferred.applied(inFlight);
		assertThat(this.deferred.isEmpty()).isFalse();
		assertThat(this.deferred.pending().keySet()).containsExactly(new MarkerWrite(TAG, InvalidationMode.REMOVE));
	}

	@Test
	void becomesOneInvalidationOfEverythingPastItsCapacity() {
		this.deferred.add(tags(0, InvalidationSet.CAPACITY), InvalidationMode.STALE);
		assertThat(this.deferred.pending()).hasSize(InvalidationSet.CAPACITY);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		this.deferred.add(List.of(TAG), InvalidationMode.STALE);
		assertThat(this.deferred.pending().keySet())
			.containsExactly(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE));
		this.deferred.applied(inFlight);
		assertThat(this.deferred.pending().keySet())
			.containsExactly(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE));
	}

	@Test
	void retriesEverythingThatWasAddedAgainWhileInFlight() {
		this.deferred.add(tags(0, InvalidationSet.CAPACITY + 1), InvalidationMode.REMOVE);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		assertThat(inFlight.keySet()).containsExactly(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE));
		this.deferred.add(tags(0, InvalidationSet.CAPACITY + 1), InvalidationMode.REMOVE);
		this.deferred.applied(inFlight);
		assertThat(this.deferred.isEmpty()).isFalse();
	}

	private static List<Scope> tags(int from, int count) {
		return IntStream.range(from, from + count).mapToObj((i) -> Scope.tag("t" + i)).toList();
	}

}
