package io.regioncache.cache.load;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.store.entry.EntryKey;
import io.regioncache.store.entry.Lease;
import io.regioncache.store.entry.MarkerValues;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.entry.Scope;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which loads a caller may share that could see no markers.
 */
class FlightTests {

	private static final Lease LEASE = new Lease(1, 5);

	private static final CacheRequest ANY = CacheRequest.of("a", String.class);

	@Test
	void aLoadThatHasBegunAfterTheCallMayBeShared() {
		LoadRequest call = call(ANY, false);
		assertThat(flight(call(ANY, false), null).serves(null, call)).isTrue();
		assertThat(flight(call(ANY, false), LEASE).serves(null, call)).isTrue();
	}

	@Test
	void oneThatHasBegunBeforeMayNot() {
		Flight flight = flight(call(ANY, false), null);
		assertThat(flight.serves(null, call(ANY, false))).isFalse();
	}

	@Test
	void aCallerWithATokenIsNotGivenWhatAnotherMayFindAtHome() {
		LoadRequest call = call(ANY.strong(), false);
		assertThat(flight(call(ANY, false), LEASE).serves(null, call)).isFalse();
		assertThat(flight(call(ANY, false), LEASE).isOfInterestTo(call)).as("nor waits for it").isFalse();
		assertThat(flight(call(ANY, false), null).serves(null, call)).as("the origin alone").isTrue();
	}

	@Test
	void aCallerThatIsAheadOfHomeSharesOnlyWhatIsToldToReadThePrimary() {
		LoadRequest call = call(ANY.strong(), true);
		assertThat(flight(call(ANY, false), LEASE).serves(null, call)).isFalse();
		assertThat(flight(call(ANY, false), null).serves(null, call)).isFalse();
		assertThat(flight(call(ANY.strong(), true), null).serves(null, call)).isTrue();
	}

	@Test
	void aCallerWithMarkersSharesWhatPassesThem() {
		Scope[] scopes = { Scope.ALL };
		Markers markers = new Markers(new Lease(1, 9), 0, scopes, 1,
				new MarkerValues(new long[] { 5 }, new long[] { 0 }, null));
		assertThat(flight(call(ANY, false), LEASE).serves(markers, call(ANY.strong(), false))).isTrue();
		assertThat(flight(call(ANY, false), new Lease(1, 4)).serves(markers, call(ANY, false))).isFalse();
		assertThat(flight(call(ANY.strong(), true), null).serves(markers, call(ANY, false))).isFalse();
	}

	private static Flight flight(LoadRequest call, @Nullable Lease lease) {
		return new Flight(call, null, lease, null);
	}

	private static LoadRequest call(CacheRequest request, boolean ahead) {
		EntryKey key = new EntryKey("a", new byte[0], "lock", new Scope[] { Scope.ALL }, false);
		return new LoadRequest(key, request, () -> CompletableFuture.completedFuture(List.of()), Runnable::run, null,
				LoadCaller.of(null, ahead, null));
	}

}
