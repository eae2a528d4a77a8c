package io.regioncache.replication;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.regioncache.store.connection.Delays;

/**
 * How long to wait for what is on its way by another route.
 *
 * @param pauses how often to look again
 * @param pause waits in between
 */
record Patience(int pauses, Supplier<CompletableFuture<Void>> pause) {

	/**
	 * 400 ms: longer than records take from one region to another.
	 */
	static final Patience REAL = new Patience(20, () -> Delays.ofMillis(20));

}
