package io.regioncache.replication.warming;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Waits for answers of servers, for a bounded time.
 *
 * @param timeout how long
 */
record Waiting(Duration timeout) {

	<T> T of(CompletableFuture<T> answer) throws Exception {
		return answer.get(this.timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

}
