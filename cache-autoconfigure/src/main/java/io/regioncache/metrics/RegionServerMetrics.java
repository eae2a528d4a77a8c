package io.regioncache.metrics;

import java.util.List;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.health.RegionMonitor;
import io.regioncache.store.session.ServerStatus;
import org.jspecify.annotations.Nullable;

/**
 * How the regions are, and what the server of the home region says of itself.
 */
public final class RegionServerMetrics implements MeterBinder {

	private final RegionMonitor monitor;

	private final String home;

	/**
	 * Create a binder.
	 * @param monitor checks the regions
	 * @param home the name of the home region
	 */
	public RegionServerMetrics(RegionMonitor monitor, String home) {
		this.monitor = monitor;
		this.home = home;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		MultiGauge states = MultiGauge.builder("region.state")
			.description("How a region is: 0 healthy, 1 degraded, 2 critical")
			.register(registry);
		this.monitor.onCheck(() -> states.register(rows(), true));
		gauge(registry, "region.findings", "What is wrong with the server of the home region or its settings", null,
				(monitor) -> monitor.findings().size());
		bindGauges(registry);
		bindCounters(registry);
	}

	private void bindGauges(MeterRegistry registry) {
		gauge(registry, "region.redis.memory.used", "Memory that the server uses", "bytes", number("used_memory"));
		gauge(registry, "region.redis.memory.max", "Memory that the server may use", "bytes", number("maxmemory"));
		gauge(registry, "region.redis.connections", "Connections to the server", "connections",
				number("connected_clients"));
		gauge(registry, "region.redis.commands", "Commands that the server executes in a second", "commands",
				number("instantaneous_ops_per_sec"));
		gauge(registry, "region.redis.eviction.rate", "Entries that the server evicts in a second", "entries",
				(monitor) -> (monitor.evictionsPerSecond() >= 0) ? monitor.evictionsPerSecond() : Double.NaN);
	}

	private void bindCounters(MeterRegistry registry) {
		counter(registry, "region.redis.evictions", "Entries that the server has evicted for lack of memory",
				"evicted_keys");
		counter(registry, "region.redis.hits", "Keys that the server was asked for and had", "keyspace_hits");
		counter(registry, "region.redis.misses", "Keys that the server was asked for and did not have",
				"keyspace_misses");
	}

	private void counter(MeterRegistry registry, String name, String description, String field) {
		FunctionCounter.builder(name, this.monitor, (monitor) -> count(monitor, field))
			.description(description)
			.tag("region", this.home)
			.register(registry);
	}

	private List<MultiGauge.Row<?>> rows() {
		return this.monitor.regions()
			.entrySet()
			.stream().<MultiGauge
					.Row<?>>map(
							(region) -> MultiGauge.Row.of(Tags.of("region", region.getKey()),
									region.getValue().state().ordinal()))
			.toList();
	}

	private void gauge(MeterRegistry registry, String name, String description, @Nullable String unit,
			ToDoubleFunction<RegionMonitor> value) {
		Gauge.builder(name, this.monitor, value)
			.description(description)
			.baseUnit(unit)
			.tag("region", this.home)
			.register(registry);
	}

	private static ToDoubleFunction<RegionMonitor> number(String field) {
		return (monitor) -> {
			ServerStatus server = monitor.server();
			long number = (server != null) ? server.number(field) : -1;
			return (number >= 0) ? number : Double.NaN;
		};
	}

	private static double count(RegionMonitor monitor, String field) {
		ServerStatus server = monitor.server();
		return (server != null) ? Math.max(0, server.number(field)) : 0;
	}

}
