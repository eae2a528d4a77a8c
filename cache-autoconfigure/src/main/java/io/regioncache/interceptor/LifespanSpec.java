package io.regioncache.interceptor;

import io.regioncache.cache.entry.Lifespan.Terms;
import io.regioncache.cache.entry.Lifespan;
import org.jspecify.annotations.Nullable;

/**
 * What an annotation says about how long entries last.
 *
 * @param ttl their time to live
 * @param staleWhileRevalidate how long they may be served while they are refreshed
 * @param staleIfError how long they may be served if their load fails
 * @param constant the same, if it does not depend on the call
 */
record LifespanSpec(DurationSource ttl, DurationSource staleWhileRevalidate, DurationSource staleIfError,
		@Nullable Terms constant) {

	static LifespanSpec of(DurationSource ttl, DurationSource staleWhileRevalidate, DurationSource staleIfError) {
		Terms constant = (ttl instanceof DurationSource.Fixed always
				&& staleWhileRevalidate instanceof DurationSource.Fixed stale
				&& staleIfError instanceof DurationSource.Fixed failed)
						? new Terms(always.duration(), stale.duration(), failed.duration()) : null;
		return new LifespanSpec(ttl, staleWhileRevalidate, staleIfError, constant);
	}

	/**
	 * Return how long the entry of a call lasts.
	 * @param call the call, before its body
	 * @return the lifespan, evaluated when the value is known
	 */
	Lifespan of(Invocation call) {
		return (this.constant != null) ? this.constant : (value) -> terms(call.returning(value));
	}

	private Terms terms(Invocation returned) {
		return new Terms(this.ttl.of(returned), this.staleWhileRevalidate.of(returned), this.staleIfError.of(returned));
	}

}
