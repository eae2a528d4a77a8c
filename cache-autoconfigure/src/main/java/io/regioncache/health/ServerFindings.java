package io.regioncache.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.regioncache.store.session.ServerStatus;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a minute for what is wrong with the server of the home region, and logs what
 * was not wrong before.
 */
final class ServerFindings {

	private static final Log logger = LogFactory.getLog(ServerFindings.class);

	private static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(1);

	private final String home;

	private volatile Findings last = new Findings(0, List.of());

	ServerFindings(String home) {
		this.home = home;
	}

	/**
	 * Return what was found in the last minute.
	 */
	List<Finding> findings() {
		return this.last.found;
	}

	/**
	 * Look, if a minute has passed.
	 * @param millis the time of day when the server was asked, in milliseconds
	 * @param more looks for what the server does not know, given what it says;
	 * {@code null} if nobody is to look
	 */
	void look(ServerCheck check, long millis, @Nullable Function<ServerStatus, List<Finding>> more) {
		ServerStatus server = check.status();
		Findings before = this.last;
		if (server == null || more == null || (before.at != 0 && check.asked() - before.at < INTERVAL_NANOS)) {
			return;
		}
		List<Finding> found = new ArrayList<>(
				Preflight.findings(server, offset(server, millis + check.latency().toMillis() / 2)));
		found.addAll(more.apply(server));
		found.stream().filter((finding) -> !before.contain(finding)).forEach(this::warn);
		this.last = new Findings(check.asked(), List.copyOf(found));
	}

	private static @Nullable Duration offset(ServerStatus server, long now) {
		long micros = server.number("server_time_usec");
		return (micros > 0) ? Duration.ofMillis(micros / 1000 - now) : null;
	}

	private void warn(Finding finding) {
		logger.warn("Region %s: %s. %s".formatted(this.home, finding.problem(), finding.advice()));
	}

	/**
	 * What was found.
	 *
	 * @param at when, in nanoseconds; 0 if never
	 */
	private record Findings(long at, List<Finding> found) {

		boolean contain(Finding finding) {
			return this.found.stream().anyMatch((known) -> known.id().equals(finding.id()));
		}

	}

}
