package io.regioncache.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.regioncache.writebehind.WriteBehind;
import io.regioncache.writebehind.WriteBehindStatistics;
import io.regioncache.writebehind.WriteBehinds;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

/**
 * What has become of changes that are written to a database later.
 */
public final class RegionWriteBehindMetrics implements MeterBinder {

	private final WriteBehinds behinds;

	/**
	 * Create a binder.
	 * @param behinds count what they write
	 */
	public RegionWriteBehindMetrics(WriteBehinds behinds) {
		this.behinds = behinds;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		this.behinds.all().forEach((behind) -> {
			bindCounters(behind, registry);
			bindGauges(behind, registry);
		});
	}

	private static void bindCounters(WriteBehind behind, MeterRegistry registry) {
		counter("written", "Changes that this process has written in batches", behind, WriteBehindStatistics::written,
				registry);
		counter("batches", "Batches that this process has written", behind, WriteBehindStatistics::batches, registry);
		counter("failures", "Batches or changes that could not be written", behind, WriteBehindStatistics::failures,
				registry);
		counter("parkings", "Changes that this process has parked", behind, WriteBehindStatistics::parkings, registry);
		counter("through", "Changes that puts have written themselves", behind, WriteBehindStatistics::writtenThrough,
				registry);
		counter("rejected", "Puts whose change was not acknowledged", behind, WriteBehindStatistics::rejections,
				registry);
	}

	private static void bindGauges(WriteBehind behind, MeterRegistry registry) {
		gauge("pending", "Keys that have a change that is not written, parked ones included", behind,
				WriteBehindStatistics::pending, registry);
		gauge("parked", "Keys whose change the database refuses", behind, WriteBehindStatistics::parkedNow, registry);
		TimeGauge
			.builder("region.writebehind.oldest", behind.statistics(), MILLISECONDS,
					WriteBehindStatistics::oldestMillis)
			.description("How long the oldest change that is not parked has waited")
			.tag("cache", behind.cache())
			.register(registry);
	}

	private static void counter(String name, String description, WriteBehind behind,
			ToDoubleFunction<WriteBehindStatistics> count, MeterRegistry registry) {
		FunctionCounter.builder("region.writebehind." + name, behind.statistics(), count)
			.description(description)
			.tag("cache", behind.cache())
			.register(registry);
	}

	private static void gauge(String name, String description, WriteBehind behind,
			ToDoubleFunction<WriteBehindStatistics> value, MeterRegistry registry) {
		Gauge.builder("region.writebehind." + name, behind.statistics(), value)
			.description(description)
			.tag("cache", behind.cache())
			.register(registry);
	}

}
