package io.regioncache.replication;

import java.util.HexFormat;

import io.regioncache.replication.redis.TransferFlood;
import io.regioncache.store.log.Cursor;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A state transfer that has marked everything in the home region.
 *
 * @param from the cursor at which it began; {@code null} if there was none
 * @param to the cursor from which the log is read on
 * @param flood why everything was marked
 */
record FloodingTransfer(@Nullable Cursor from, Cursor to, TransferFlood flood) {

	private static final Log logger = LogFactory.getLog(FloodingTransfer.class);

	/**
	 * Return the transfer, if it has marked everything.
	 */
	static @Nullable FloodingTransfer of(@Nullable Cursor from, StateTransfer.Reached reached) {
		TransferFlood flood = reached.result().flood();
		return (reached.cursor() != null && flood != TransferFlood.NONE)
				? new FloodingTransfer(from, reached.cursor(), flood) : null;
	}

	void tell(String home, String source, ReplicationListener listener) {
		String message = ("Region %s: copied the state of region %s, whose log cannot be read on from %s to %s, and %s; "
				+ "all entries of region %s are invalidated and loaded again")
			.formatted(home, source, (this.from != null) ? text(this.from) : "its beginning", text(this.to),
					this.flood.reason(), home);
		if (this.from == null) {
			// As whenever two regions meet
			logger.info(message);
		}
		else {
			logger.warn(message);
		}
		listener.invalidated(source, this.flood);
	}

	private static String text(Cursor cursor) {
		return "record %d of epoch %s".formatted(cursor.sequence(), HexFormat.of().toHexDigits(cursor.epoch()));
	}

}
