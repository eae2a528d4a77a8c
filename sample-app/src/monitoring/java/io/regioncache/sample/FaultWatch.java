package io.regioncache.sample;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Injects a fault, and notes what tells of it when. What the page shows is asked for once
 * a second, as the page does.
 */
final class FaultWatch implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final long PAGE_MILLIS = 1000;

	private static final long OTHERS_MILLIS = 250;

	private static final int SIGNS = 4;

	private final Fault fault;

	private final PrometheusServer prometheus;

	private final HttpClient http = HttpClient.newHttpClient();

	private final Map<String, Seen> seen = new ConcurrentHashMap<>();

	private final ScheduledExecutorService watching = Executors.newScheduledThreadPool(SIGNS);

	private final long since;

	FaultWatch(Fault fault, PrometheusServer prometheus) {
		this.fault = fault;
		this.prometheus = prometheus;
		this.since = fault.inject().getAsLong();
		Fault.Signs signs = fault.signs();
		watch("page", PAGE_MILLIS, () -> signs.page().apply(json("/actuator/regions")));
		watch("health", OTHERS_MILLIS, () -> signs.health().apply(json("/actuator/health")));
		watch("meter", OTHERS_MILLIS, () -> signs.meter().apply(get("/actuator/prometheus")));
		watch("alert", OTHERS_MILLIS, () -> fires() ? signs.alert() : null);
	}

	private void watch(String sign, long millis, Supplier<@Nullable String> look) {
		this.watching.scheduleWithFixedDelay(() -> {
			String said = this.seen.containsKey(sign) ? null : look.get();
			if (said != null) {
				this.seen.put(sign, new Seen(said, millisSince(this.since)));
			}
		}, millis / 2, millis, TimeUnit.MILLISECONDS);
	}

	private boolean fires() {
		return this.prometheus.fires(this.fault.signs().alert());
	}

	private JsonNode json(String path) {
		return JsonMapper.shared().readTree(get(path));
	}

	private String get(String path) {
		return new ShopClient(this.http, this.fault.port().getAsInt()).get(path).body();
	}

	/**
	 * Wait until everything has told of the fault, and end it.
	 */
	FaultWatch remove() {
		try {
			Awaitility.await(this.fault.name()).atMost(PATIENCE).until(() -> this.seen.size() == SIGNS);
		}
		catch (ConditionTimeoutException ex) {
			throw new AssertionError(this.fault.name() + " is only seen by " + this.seen, ex);
		}
		finally {
			this.watching.shutdownNow();
			this.fault.remove().run();
		}
		return this;
	}

	/**
	 * Wait until the alert is over, and return what was seen as a row of a table.
	 */
	String row(long removed) {
		Awaitility.await(this.fault.name() + " is over").atMost(PATIENCE).until(() -> !fires());
		Seen alert = this.seen.get("alert");
		String name = alert.said().replaceAll("alertname=\"(\\w+)\".*", "$1");
		return "| %s | %s | %s | %s | `%s` %.1f s | %.1f s |".formatted(this.fault.name(), this.seen.get("page"),
				this.seen.get("health"), this.seen.get("meter"), name, alert.millis() / 1000.0,
				millisSince(removed) / 1000.0);
	}

	private static long millisSince(long nanos) {
		return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
	}

	@Override
	public void close() {
		this.watching.shutdownNow();
	}

	/**
	 * What was said of the fault, and how long after it.
	 */
	private record Seen(String said, long millis) {

		@Override
		public String toString() {
			return "%s (%.1f s)".formatted(this.said, this.millis / 1000.0);
		}

	}

}
