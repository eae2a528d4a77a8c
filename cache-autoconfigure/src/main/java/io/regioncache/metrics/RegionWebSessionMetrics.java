package io.regioncache.metrics;

import java.util.Locale;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.websession.WebSessionCounts;
import io.regioncache.websession.WebSessionCounts.Event;
import io.regioncache.websession.WebSessions;

/**
 * What becomes of web sessions. No session and no user is a tag.
 */
public final class RegionWebSessionMetrics implements MeterBinder {

	private final WebSessions sessions;

	/**
	 * Create a binder.
	 * @param sessions count what becomes of them
	 */
	public RegionWebSessionMetrics(WebSessions sessions) {
		this.sessions = sessions;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Event event : Event.values()) {
			String name = switch (event) {
				case HOME, ELSEWHERE, ABSENT, REVOKED, UNKNOWN -> "region.sessions.lookups";
				case SAVED, GONE, UNSAVED -> "region.sessions.saves";
				case DESTROYED, ALL_DESTROYED -> "region.sessions.revocations";
			};
			FunctionCounter.builder(name, this.sessions.counts(), (WebSessionCounts counts) -> counts.of(event))
				.description("What has become of web sessions")
				.tag("outcome", event.name().toLowerCase(Locale.ROOT).replace('_', '-'))
				.register(registry);
		}
		Gauge.builder("region.sessions.recovering", this.sessions, (known) -> known.isRecovering() ? 1 : 0)
			.description("Whether other regions are still to be asked which sessions are revoked")
			.register(registry);
	}

}
