package io.regioncache.health;

import java.time.Duration;

import io.regioncache.store.session.ServerStatus;
import org.jspecify.annotations.Nullable;

/**
 * What one check has seen of the server of the home region.
 *
 * @param status what the server has said, or {@code null} if it has not answered
 * @param asked when it was asked, in nanoseconds
 * @param latency how long it took to answer
 * @param evictionsPerSecond how many entries it evicts; -1 if it is not known
 */
record ServerCheck(@Nullable ServerStatus status, long asked, Duration latency, double evictionsPerSecond) {

	static final ServerCheck NONE = new ServerCheck(null, 0, Duration.ZERO, -1);

	/**
	 * Return what the next check has seen.
	 */
	ServerCheck next(@Nullable ServerStatus status, long asked, Duration latency) {
		return new ServerCheck(status, asked, latency, evictions(status, asked - this.asked));
	}

	private double evictions(@Nullable ServerStatus now, long nanos) {
		long evicted = (now != null) ? now.number("evicted_keys") : -1;
		long formerly = (this.status != null) ? this.status.number("evicted_keys") : -1;
		// A server that was replaced counts anew
		return (formerly >= 0 && evicted >= formerly) ? (evicted - formerly) * 1e9 / nanos : -1;
	}

	/**
	 * Return what is judged.
	 * @param failure why the server has not answered, or {@code null} if it has
	 */
	RegionMeasures measures(@Nullable String failure) {
		ServerStatus server = this.status;
		if (server == null) {
			return new RegionMeasures(failure, null, -1, false, -1, null);
		}
		double share = server.memoryShare();
		boolean full = share >= 1 && "noeviction".equals(server.text("maxmemory_policy"));
		return new RegionMeasures(null, null, share, full, this.evictionsPerSecond, this.latency);
	}

}
