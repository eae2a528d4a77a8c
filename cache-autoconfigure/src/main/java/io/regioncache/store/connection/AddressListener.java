package io.regioncache.store.connection;

import io.regioncache.store.session.Session;

/**
 * Is told where an address leads.
 */
public interface AddressListener {

	/**
	 * The address is about to be looked up.
	 */
	default void asked(Session session) {
	}

	/**
	 * It leads to the server of the session.
	 */
	default void confirmed(Session session) {
	}

	/**
	 * It leads to another server.
	 */
	void moved(Session session);

	/**
	 * Nobody has answered there for too long, and the session is no longer trusted.
	 */
	default void unconfirmed(Session session, Exception cause) {
	}

}
