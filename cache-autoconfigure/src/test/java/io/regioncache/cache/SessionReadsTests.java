package io.regioncache.cache;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisClient;
import io.regioncache.cache.Entries.Found;
import io.regioncache.consistency.ConsistencyContext;
import io.regioncache.consistency.ConsistencyToken;
import io.regioncache.store.entry.Markers;
import io.regioncache.store.log.Position;
import io.regioncache.store.RegionStore;
import io.regioncache.store.entry.Scope;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SessionReadsTests {

	/**
	 * It could not be asked what it has passed, and then it can be looked at.
	 */
	@Test
	void aRegionThatIsJustBackIsNotBelieved() {
		Scope[] scopes = { Scope.ALL };
		Markers markers = new Markers(1, 0, 9, scopes, 1, new long[1], new long[1]);
		Found old = new Found(Found.Status.FRESH, markers, null, "old");
		try (RegionStore away = new RegionStore("here", RedisClient::create, "test", "", Duration.ofMillis(100),
				Duration.ZERO)) {
			SessionReads reads = new SessionReads(away, SessionSettings.DEFAULTS);
			ConsistencyContext caller = new ConsistencyContext();
			caller.accept(ConsistencyToken.NONE.and("there", new Position(2, 1)));
			SessionReads.Reader reader = new SessionReads.Reader(caller, null, CacheRequest.of("a", String.class), null,
					new CacheStatistics(), Runnable::run);
			assertThat(reads.find(reader, () -> CompletableFuture.completedFuture(old)).join()).isSameAs(Found.AHEAD);
			assertThat(caller.detours()).isOne();
			assertThat(reads.find(reader, () -> CompletableFuture.completedFuture(Found.BYPASS)).join())
				.isSameAs(Found.BYPASS);
		}
	}

}
