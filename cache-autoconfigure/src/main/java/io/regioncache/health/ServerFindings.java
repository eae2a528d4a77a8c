package io.regioncache.health;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.store.session.ServerStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what is wrong with the server of the home region: at each check by what it
 * says of itself, and once a minute for everything else. Logs what has not been wrong in
 * the last minute.
 */
final class ServerFindings {

	private static final Log logger = LogFactory.getLog(ServerFindings.class);

	private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final String home;

	/**
	 * When each finding was last seen, in nanoseconds, by its id.
	 */
	private final Map<String, Long> seen = new HashMap<>();

	private volatile Findings last = new Findings(null, List.of(), List.of());

	ServerFindings(String home) {
		this.home = home;
	}

	/**
	 * Return what was found last.
	 */
	List<Finding> findings() {
		return this.last.found;
	}

	/**
	 * Look, unless the server has not answered.
	 * @param millis the time of day when the server was asked, in milliseconds
	 * @param probes look for what the server does not know
	 */
	void look(ServerCheck check, long millis, RegionProbes probes) {
		Function<ServerStatus, List<Finding>> more = probes.moreFindings();
		ServerStatus server = check.status();
		if (server == null || more == null) {
			return;
		}
		Findings next = this.last.isDue(check.asked())
				? new Findings(check.asked(), List.copyOf(more.apply(server)), List.of()) : this.last;
		List<Finding> found = new ArrayList<>(
				Preflight.findings(server, ClockOffset.of(server, millis, check), probes.writtenBehind().get()));
		found.addAll(next.more);
		found.forEach((finding) -> saw(finding, check.asked()));
		this.last = new Findings(next.at, next.more, List.copyOf(found));
	}

	private void saw(Finding finding, long now) {
		Long before = this.seen.put(finding.id(), now);
		if (before == null || now - before > MINUTE_NANOS) {
			logger.warn("Region %s: %s. %s".formatted(this.home, finding.problem(), finding.advice()));
		}
	}

	/**
	 * What was found.
	 *
	 * @param at when everything else was looked for, in nanoseconds; {@code null} if
	 * never
	 * @param more what was found then
	 * @param found the same, and what the server has said at the last check
	 */
	private record Findings(@Nullable Long at, List<Finding> more, List<Finding> found) {

		boolean isDue(long now) {
			return this.at == null || now - this.at >= MINUTE_NANOS;
		}

	}

}
