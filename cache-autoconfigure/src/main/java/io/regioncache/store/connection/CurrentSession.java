package io.regioncache.store.connection;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.store.session.Session;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Holds the session that callers use at present.
 */
final class CurrentSession {

	private static final Log logger = LogFactory.getLog(CurrentSession.class);

	/**
	 * How long the end of a session is waited for.
	 */
	private static final long CLOSE_MILLIS = 500;

	private final AtomicReference<@Nullable Session> current = new AtomicReference<>();

	private final SessionAttachment attachment;

	CurrentSession(SessionAttachment attachment) {
		this.attachment = attachment;
	}

	@Nullable Session get() {
		return this.current.get();
	}

	void set(@Nullable Session session) {
		this.current.set(session);
	}

	/**
	 * Tell the server that this process has ended, and close the session.
	 */
	void close() {
		Session session = this.current.getAndSet(null);
		if (session != null) {
			leave(session);
			// The client that is shut down next would close what is still closing.
			session.close()
				.completeOnTimeout(null, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
				.exceptionally((ex) -> null)
				.join();
		}
	}

	private void leave(Session session) {
		try {
			this.attachment.leave(session);
		}
		catch (Exception ex) {
			logger.debug("The region cannot be told that this process has ended", ex);
		}
	}

}
