package io.regioncache.store.connection;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.regioncache.store.history.LinkLog;
import io.regioncache.store.session.Failures;
import io.regioncache.store.session.Session;

/**
 * Whether a region's server, and each node of its cluster, is to be asked, as the answers
 * to commands tell.
 */
public final class ServerHealth {

	private final AtomicBoolean forbidden = new AtomicBoolean();

	private final Breaker breaker = new Breaker();

	private final EntryNodes nodes;

	private final String region;

	private final Duration timeout;

	private final LinkLog log;

	private final Runnable checkSession;

	private final Runnable lookUpNodes;

	/**
	 * Create the health of a server that nothing is known of.
	 * @param checkSession has the session looked after soon
	 * @param lookUpNodes has the nodes of a cluster looked up soon
	 */
	ServerHealth(String region, ConnectionSettings settings, LinkLog log, Runnable checkSession, Runnable lookUpNodes) {
		this.nodes = new EntryNodes(settings.clock());
		this.region = region;
		this.timeout = settings.timeout();
		this.log = log;
		this.checkSession = checkSession;
		this.lookUpNodes = lookUpNodes;
	}

	/**
	 * Return what keeps callers away from the server.
	 */
	Breaker breaker() {
		return this.breaker;
	}

	/**
	 * Whether the node of a key is not kept away from.
	 * @param key a key in Redis
	 */
	public boolean mayAsk(Session session, byte[] key) {
		String node = session.nodeOf(key);
		return node == null || this.nodes.allows(node);
	}

	/**
	 * Return what a command has failed with that was not answered in time.
	 */
	public TimeoutException late() {
		return new TimeoutException("no answer within " + this.timeout.toMillis() + " ms");
	}

	/**
	 * Note that a command was answered.
	 */
	public void succeeded() {
		this.breaker.succeeded();
	}

	/**
	 * Note that a command has failed or was not answered in time.
	 */
	public void failed(Session session, Throwable ex) {
		if (Failures.isAboutServer(ex)) {
			lost(session, "it says: " + ex.getMessage());
		}
		else if (Failures.isForbidden(ex)) {
			forbidden(ex);
		}
		else if (!session.isOpen() || opensBreaker(ex)) {
			// What was under way on a connection that has ended says nothing about the
			// next
			this.checkSession.run();
		}
	}

	private boolean opensBreaker(Throwable ex) {
		boolean opens = this.breaker.failed();
		if (opens) {
			this.log.warn("Region %s does not answer (%s); its cache is bypassed".formatted(this.region,
					Failures.describe(ex)));
		}
		return opens;
	}

	/**
	 * Note that a session does not talk to the server it should.
	 */
	public void lost(Session session, String reason) {
		if (session.isOpen()) {
			this.log.info("Region %s: reconnecting to its server: %s".formatted(this.region, reason));
		}
		session.close();
		this.checkSession.run();
	}

	/**
	 * Note that the node of an entry has answered.
	 */
	public void succeededAt(String node) {
		if (this.nodes.succeeded(node)) {
			this.log.info("Region %s: node %s of its cluster answers again".formatted(this.region, node));
		}
	}

	/**
	 * Note that the node of an entry has not answered, or not as the one to ask.
	 */
	public void failedAt(String node, Throwable ex) {
		if (Failures.isForbidden(ex)) {
			forbidden(ex);
			return;
		}
		if (this.nodes.failed(node)) {
			this.log
				.warn("Region %s: node %s of its cluster does not answer (%s); its entries are bypassed until it does"
					.formatted(this.region, node, Failures.describe(ex)));
		}
		this.lookUpNodes.run();
	}

	/**
	 * It answers, and a user for other regions may not read entries.
	 */
	private void forbidden(Throwable ex) {
		if (this.forbidden.compareAndSet(false, true)) {
			this.log.info("Region %s: the Redis user lacks a right, so a feature is off; see docs/security.md: %s"
				.formatted(this.region, ex.getMessage()));
		}
	}

}
