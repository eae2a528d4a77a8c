package io.regioncache.store.history;

import java.util.List;

import io.regioncache.region.MonotonicClock;
import io.regioncache.annotation.InvalidationMode;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerWrite;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link RecentInvalidations}.
 */
class RecentInvalidationsTests {

	private static final Scope TAG = Scope.tag("shelf");

	private static final Scope KEY = Scope.key("carts", "1");

	private final RecentInvalidations recent = new RecentInvalidations();

	private final DeferredInvalidations due = new DeferredInvalidations(MonotonicClock.SYSTEM);

	@Test
	void whatWasAddedBeforeTheAddressWasConfirmedIsForgotten() {
		this.recent.add(List.of(TAG), InvalidationMode.REMOVE);
		this.recent.add(new MarkerWrite(KEY, InvalidationMode.REMOVE, 7));
		this.recent.begin();
		this.recent.add(List.of(Scope.ALL), InvalidationMode.STALE);
		this.recent.confirmed();
		this.recent.moveTo(this.due);
		assertThat(this.due.pending().keySet()).containsExactly(new MarkerWrite(Scope.ALL, InvalidationMode.STALE));
	}

	@Test
	void whatWasAddedBeforeTheAddressWasLookedUpInVainIsDue() {
		this.recent.add(List.of(TAG), InvalidationMode.REMOVE);
		this.recent.begin();
		this.recent.add(new MarkerWrite(KEY, InvalidationMode.REMOVE, 7));
		this.recent.begin();
		this.recent.moveTo(this.due);
		assertThat(this.due.pending().keySet()).containsExactlyInAnyOrder(new MarkerWrite(TAG, InvalidationMode.REMOVE),
				new MarkerWrite(KEY, InvalidationMode.REMOVE, 7));
	}

	@Test
	void isDueOnce() {
		this.recent.add(List.of(TAG), InvalidationMode.REMOVE);
		this.recent.moveTo(this.due);
		DeferredInvalidations again = new DeferredInvalidations(MonotonicClock.SYSTEM);
		this.recent.moveTo(again);
		assertThat(again.isEmpty()).isTrue();
	}

	@Test
	void ofThePutsOfAKeyTheLastCounts() {
		this.recent.add(new MarkerWrite(KEY, InvalidationMode.REMOVE, 7));
		this.recent.add(new MarkerWrite(KEY, InvalidationMode.REMOVE, 9));
		this.recent.begin();
		this.recent.add(new MarkerWrite(KEY, InvalidationMode.REMOVE, 8));
		this.recent.begin();
		this.recent.moveTo(this.due);
		assertThat(this.due.pending().keySet()).containsExactly(new MarkerWrite(KEY, InvalidationMode.REMOVE, 9));
	}

	@Test
	void manyPutsBecomeOneOfEverythingThatWasPutUntilThen() {
		for (int i = 0; i <= InvalidationSet.CAPACITY; i++) {
			this.recent.add(new MarkerWrite(Scope.key("carts", "" + i), InvalidationMode.REMOVE, 1000 + i));
		}
		this.recent.moveTo(this.due);
		assertThat(this.due.pending().keySet())
			.containsExactly(new MarkerWrite(Scope.ALL, InvalidationMode.REMOVE, 1000 + InvalidationSet.CAPACITY));
	}

}
