package io.regioncache.cache.read;

import java.time.Duration;

import io.regioncache.annotation.Consistency;
import io.regioncache.cache.entry.CacheRequest;
import io.regioncache.cache.settings.ReadSettings;
import io.regioncache.consistency.ConsistencyToken;
import org.jspecify.annotations.Nullable;

/**
 * How consistent and how fresh reads of one cache must be: as the request says, else as
 * the cache is configured.
 */
public final class ReadDemands {

	private final Consistency consistency;

	private final @Nullable Duration maxStaleness;

	ReadDemands(ReadSettings settings) {
		this.consistency = settings.consistency();
		this.maxStaleness = settings.maxStaleness().isZero() ? null : settings.maxStaleness();
	}

	Consistency consistency(CacheRequest request) {
		Consistency consistency = request.demand().consistency();
		return (consistency != null) ? consistency : this.consistency;
	}

	/**
	 * Return how long ago what is read may have been invalidated.
	 * @return the bound, or {@code null} if there is none
	 */
	public @Nullable Duration bound(CacheRequest request) {
		Duration bound = request.demand().maxStaleness();
		return (bound != null) ? bound : this.maxStaleness;
	}

	/**
	 * What may only be served while it is refreshed is not for callers with a token, nor
	 * where nothing but the last state will do.
	 */
	public CacheRequest asked(CacheRequest request) {
		return (bound(request) != null) ? request.strong() : switch (consistency(request)) {
			case EVENTUAL -> request;
			case SESSION -> ConsistencyToken.current().isEmpty() ? request : request.strong();
			case STRONG -> request.strong();
		};
	}

}
