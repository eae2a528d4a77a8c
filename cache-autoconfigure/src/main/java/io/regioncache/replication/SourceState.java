package io.regioncache.replication;

import java.time.Duration;

import io.regioncache.annotation.PublicApi;
import io.regioncache.store.lookup.ReplicaLevel;
import org.jspecify.annotations.Nullable;

/**
 * How far the home region has got with one source.
 *
 * @param records how many records of the source are known to wait; -1 while a state
 * transfer is due or nothing is known
 * @param lag for how long the home region has not been level with the source, as far as
 * it knows: zero while it is; grows while the source does not answer
 * @param failure why the last attempt failed, or {@code null} if it did not
 * @since 0.1
 */
@PublicApi
public record SourceState(long records, Duration lag, @Nullable Throwable failure) {

	static SourceState of(ReplicaLevel level) {
		return new SourceState(level.waiting(), level.lag(),
				(level.failure() != null) ? new IllegalStateException(level.failure()) : null);
	}

}
