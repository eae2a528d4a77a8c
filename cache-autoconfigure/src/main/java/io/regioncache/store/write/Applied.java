package io.regioncache.store.write;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

import io.regioncache.store.entry.Lease;
import io.regioncache.store.log.Position;
import org.jspecify.annotations.Nullable;

/**
 * What the script has answered.
 *
 * @param lease the epoch, and the clock that was written as marker
 * @param unmoved whether no marker had overtaken the lease of the put
 * @param position the position of the last of its records
 * @param sequence of that record in the log
 */
public record Applied(Lease lease, boolean unmoved, Position position, long sequence) {

	private static final Applied UNREGISTERED = new Applied(Lease.VOID, false, new Position(0, 0), -1);

	/**
	 * Whether this process is registered, where writers have to be. If not, nothing was
	 * applied.
	 */
	public boolean isRegistered() {
		return this.sequence >= 0;
	}

	static @Nullable Applied of(List<Object> answer) {
		if (answer.isEmpty()) {
			return null;
		}
		if (answer.size() == 1) {
			return UNREGISTERED;
		}
		long epoch = HexFormat.fromHexDigitsToLong(text(answer.get(0)));
		return new Applied(new Lease(epoch, Long.parseLong(text(answer.get(1)))), Long.valueOf(1).equals(answer.get(2)),
				new Position(epoch, Long.parseLong(text(answer.get(3)))), Long.parseLong(text(answer.get(4))));
	}

	/**
	 * Under which lease the value of a put may be stored; empty if it may not.
	 */
	public Optional<PutGrant> grant() {
		return this.unmoved ? Optional.of(new PutGrant(this.lease, this.position)) : Optional.empty();
	}

	private static String text(Object answer) {
		return new String((byte[]) answer, StandardCharsets.UTF_8);
	}

}
