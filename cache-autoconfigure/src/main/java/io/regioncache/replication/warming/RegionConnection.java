package io.regioncache.replication.warming;

import java.util.concurrent.TimeUnit;

import io.regioncache.store.session.RedisConnector;
import io.regioncache.store.session.Session;

/**
 * A connection that is used for one warm-up, apart from those of the cache.
 *
 * @param connector opens it
 * @param session the session over it
 */
record RegionConnection(RedisConnector connector, Session session) implements AutoCloseable {

	private static final long CLOSE_MILLIS = 500;

	static RegionConnection open(RedisConnector connector, Waiting waiting) throws Exception {
		RegionConnection opened = new RegionConnection(connector, connector.open());
		try {
			// No answer counts before
			waiting.of(opened.session.attach());
			return opened;
		}
		catch (Exception ex) {
			opened.close();
			throw ex;
		}
	}

	@Override
	public void close() {
		// The client that is shut down next would close what is still closing
		this.session.close()
			.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
			.exceptionally((ex) -> null)
			.join();
		this.connector.close();
	}

}
