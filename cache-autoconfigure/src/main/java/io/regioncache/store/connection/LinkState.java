package io.regioncache.store.connection;

import io.regioncache.region.WorkerFailures;
import io.regioncache.store.history.LinkHistory;
import io.regioncache.store.history.LinkLog;
import io.regioncache.store.history.UnsettledInvalidations;
import io.regioncache.store.history.WriterHistory;

/**
 * What is known of one region's server, to whoever asks it and whoever keeps the session.
 *
 * @param firstAttempt the first attempt to connect
 * @param health whether the server is to be asked, as its answers tell
 * @param unsettled what this process has invalidated and may have to send again
 * @param history what this process has seen of the server
 * @param writer this process as a writer of the region
 * @param log tells operators what happens
 * @param failures what has failed unexpectedly
 */
record LinkState(FirstAttempt firstAttempt, ServerHealth health, UnsettledInvalidations unsettled, LinkHistory history,
		WriterHistory writer, LinkLog log, WorkerFailures failures) {

}
