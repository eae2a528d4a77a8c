package io.regioncache.store.session;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.lettuce.core.api.StatefulRedisConnection;

/**
 * A connection that was opened anew to where the address of a region leads, to compare
 * the server there with that of a session.
 */
public final class FreshConnection implements AutoCloseable {

	private final StatefulRedisConnection<byte[], byte[]> connection;

	FreshConnection(StatefulRedisConnection<byte[], byte[]> connection) {
		this.connection = connection;
	}

	/**
	 * Whether it leads to the server of a session. Blocks until both have answered.
	 * @param session the session
	 * @param timeout how long the answer of each is waited for
	 */
	public boolean leadsToServerOf(Session session, Duration timeout)
			throws InterruptedException, ExecutionException, TimeoutException {
		ServerRole there = ServerRole.of(this.connection).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		ServerRole here = ServerRole.of(session.connections().metadata())
			.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		return here.equals(there);
	}

	@Override
	public void close() {
		this.connection.close();
	}

}
