package io.regioncache.health;

import java.time.Duration;

import io.regioncache.store.session.ServerStatus;
import org.jspecify.annotations.Nullable;

/**
 * Compares the clock of a server with that of this machine, as exactly as the time allows
 * that its answer took.
 */
final class ClockOffset {

	private ClockOffset() {
	}

	/**
	 * Return how far the clocks differ at least.
	 * @param asked the time of day when the server was asked, in milliseconds
	 * @return how far the server's is ahead, negative if it is behind; {@code null} if
	 * the server does not tell its time
	 */
	static @Nullable Duration of(ServerStatus server, long asked, ServerCheck check) {
		long micros = server.number("server_time_usec");
		if (micros <= 0) {
			return null;
		}
		long uncertain = check.latency().toMillis() / 2;
		long ahead = micros / 1000 - (asked + uncertain);
		long least = Math.max(0, Math.abs(ahead) - uncertain);
		return Duration.ofMillis((ahead < 0) ? -least : least);
	}

}
