package io.regioncache.store.session;

import java.nio.ByteBuffer;

/**
 * Receives the changes of a region's markers on the event loop of one connection, in the
 * order in which its server has sent them among the answers to commands.
 */
public interface MarkerListener {

	/**
	 * The metadata was read: what is pushed from now on comes on top of that.
	 */
	void read(FollowedState state);

	/**
	 * Markers were changed.
	 * @param message what was published
	 */
	void changed(ByteBuffer message);

	/**
	 * The server was emptied.
	 */
	void emptied();

	/**
	 * Nothing more can be relied on over this connection.
	 */
	void ended();

}
