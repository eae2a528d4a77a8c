package io.regioncache.store.connection;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link DeferredInvalidations}.
 */
class DeferredInvalidationsTests {

	private static final Scope TAG = Scope.tag("shelf");

	private final DeferredInvalidations deferred = new DeferredInvalidations();

	@Test
	void isEmptyAtFirst() {
		assertThat(this.deferred.isEmpty()).isTrue();
		assertThat(this.deferred.pending()).isEmpty();
	}

	@Test
	void keepsOneOfAScopeAndMode() {
		this.deferred.add(List.of(TAG, Scope.ALL), false);
		this.deferred.add(List.of(TAG), true);
		this.deferred.add(List.of(TAG), false);
		assertThat(this.deferred.isEmpty()).isFalse();
		assertThat(this.deferred.pending().keySet()).containsExactlyInAnyOrder(new MarkerWrite(TAG, false),
				new MarkerWrite(TAG, true), new MarkerWrite(Scope.ALL, false));
	}

	@Test
	void forgetsWhatWasApplied() {
		this.deferred.add(List.of(TAG), false);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		this.deferred.add(List.of(Scope.ALL), false);
		this.deferred.applied(inFlight);
		assertThat(this.deferred.pending().keySet()).containsExactly(new MarkerWrite(Scope.ALL, false));
		this.deferred.applied(this.deferred.pending());
		assertThat(this.deferred.isEmpty()).isTrue();
	}

	@Test
	void retriesWhatWasAddedAgainWhileInFlight() {
		this.deferred.add(List.of(TAG), false);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		this.deferred.add(List.of(TAG), false);
		this.deferred.applied(inFlight);
		assertThat(this.deferred.isEmpty()).isFalse();
		assertThat(this.deferred.pending().keySet()).containsExactly(new MarkerWrite(TAG, false));
	}

	@Test
	void becomesOneInvalidationOfEverythingPastItsCapacity() {
		this.deferred.add(tags(0, DeferredInvalidations.CAPACITY), true);
		assertThat(this.deferred.pending()).hasSize(DeferredInvalidations.CAPACITY);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		this.deferred.add(List.of(TAG), true);
		assertThat(this.deferred.pending().keySet()).containsExactly(new MarkerWrite(Scope.ALL, false));
		this.deferred.applied(inFlight);
		assertThat(this.deferred.pending().keySet()).containsExactly(new MarkerWrite(Scope.ALL, false));
	}

	@Test
	void retriesEverythingThatWasAddedAgainWhileInFlight() {
		this.deferred.add(tags(0, DeferredInvalidations.CAPACITY + 1), false);
		Map<MarkerWrite, Long> inFlight = this.deferred.pending();
		assertThat(inFlight.keySet()).containsExactly(new MarkerWrite(Scope.ALL, false));
		this.deferred.add(tags(0, DeferredInvalidations.CAPACITY + 1), false);
		this.deferred.applied(inFlight);
		assertThat(this.deferred.isEmpty()).isFalse();
	}

	private static List<Scope> tags(int from, int count) {
		return IntStream.range(from, from + count).mapToObj((i) -> Scope.tag("t" + i)).toList();
	}

}
