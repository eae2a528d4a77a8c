package io.regioncache.store.lookup;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.cache.near.NearCache;
import io.regioncache.cache.near.NearSettings;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.EntryPayload;
import io.regioncache.store.entry.EntrySource;
import io.regioncache.store.entry.Envelope;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.Lineage;
import io.regioncache.store.entry.MarkerValue;
import io.regioncache.store.entry.Scope;
import io.regioncache.store.log.MarkerChange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A near cache takes an entry only if the markers that are followed then find it fresh,
 * and serves none where they are followed no longer.
 */
class NearFillTests {

	private static final EntryKey KEY = new EntryKey("items:1", new byte[] { 1 }, "lock", new Scope[] { Scope.ALL });

	private final FollowedMarkers markers = new FollowedMarkers();

	private final AtomicReference<@Nullable FollowedView> followed = new AtomicReference<>();

	private final NearCache<String> near = new NearCache<>(NearSettings.ofSize(10), (now) -> this.followed.get(),
			() -> 0);

	@BeforeEach
	void begin() {
		begin(new Lease(1, 10));
	}

	@Test
	void keepsWhatIsFresh() {
		assertThat(put(10)).isTrue();
		assertThat(this.near.get(1)).isEqualTo("value");
	}

	@Test
	void keepsNothingThatWasInvalidatedSinceItWasRead() {
		invalidate(11);
		assertThat(put(10)).isFalse();
		assertThat(this.near.get(1)).isNull();
		assertThat(this.near.size()).isZero();
		assertThat(put(11)).isTrue();
	}

	@Test
	void keepsNothingThatIsOlderThanWhatIsFollowed() {
		assertThat(put(9)).isFalse();
		assertThat(this.near.get(1)).isNull();
	}

	@Test
	void keepsAndServesNothingWhileNothingIsFollowed() {
		put(10);
		this.followed.set(null);
		assertThat(this.near.get(1)).isNull();
		assertThat(put(10)).isNull();
	}

	@Test
	void servesNothingFromBeforeTheFollowerWasLost() {
		put(10);
		begin(new Lease(1, 11));
		assertThat(this.near.get(1)).isNull();
	}

	@Test
	void servesNothingOfAFormerEpoch() {
		put(10);
		begin(new Lease(2, 5));
		assertThat(this.near.get(1)).isNull();
	}

	private void begin(Lease at) {
		this.markers.begin(at, 7, List.of(), Lineage.NONE);
		this.followed.set(this.markers.state());
	}

	private void invalidate(long clock) {
		assertThat(this.markers.take(new MarkerChange(1, 8, clock, Map.of("t:red", new MarkerValue(clock, 0)), true)))
			.isTrue();
		this.followed.set(this.markers.state());
	}

	private @Nullable Boolean put(long lease) {
		Envelope entry = new Envelope(new Lease(1, lease), 0, new EntrySource(0, 0),
				new EntryPayload(0, (byte) 0, new byte[0]), List.of(Scope.tag("red")));
		return this.near.put(1, KEY, entry, entry.encode(), 60_000, (judged) -> "value");
	}

}
