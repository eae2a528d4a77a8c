package io.regioncache.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.regioncache.replication.ReplicationListener;
import io.regioncache.replication.Replicator;
import io.regioncache.replication.SourceState;
import io.regioncache.replication.redis.RecordRefusal;
import io.regioncache.replication.redis.TransferFlood;
import io.regioncache.replication.warming.WarmUpListener;
import org.jspecify.annotations.Nullable;

/**
 * What the node that pulls for the home region can tell of each source. On other nodes
 * the gauges are not a number.
 */
public final class RegionReplicationMetrics implements ReplicationListener, WarmUpListener {

	private static final List<String> GAUGES = List.of("region.replication.lag", "region.replication.waiting");

	/**
	 * The buckets of the histogram, from a neighbor to the threshold of lag and beyond.
	 */
	private static final Duration[] OBJECTIVES = { Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(100),
			Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(5),
			Duration.ofSeconds(30) };

	private final MeterRegistry registry;

	private final AtomicReference<@Nullable Replicator> replicator = new AtomicReference<>();

	private final Map<String, Timer> timers = new ConcurrentHashMap<>();

	private final Map<String, Counter> counters = new ConcurrentHashMap<>();

	/**
	 * Create the meters of what is applied.
	 * @param registry where to register them
	 */
	public RegionReplicationMetrics(MeterRegistry registry) {
		this.registry = registry;
	}

	/**
	 * Register the gauges, of the home region and of each source.
	 * @param replicator tells how it stands
	 * @param sources the names of the regions that may be sources
	 */
	public void bind(Replicator replicator, List<String> sources) {
		this.replicator.set(replicator);
		Gauge.builder("region.replication.epochs", replicator, RegionReplicationMetrics::epochs)
			.description("Epochs of which the home region keeps a position")
			.baseUnit("epochs")
			.register(this.registry);
		recovery(true);
		recovery(false);
		sources.forEach(this::added);
	}

	@Override
	public void added(String source) {
		Replicator replicator = this.replicator.get();
		if (replicator != null) {
			Gauge.builder("region.replication.lag", replicator, (known) -> lag(known.sources().get(source)))
				.description("For how long the home region has not been level with the source")
				.baseUnit("seconds")
				.tag("source", source)
				.register(this.registry);
			Gauge.builder("region.replication.waiting", replicator, (known) -> waiting(known.sources().get(source)))
				.description("Records of the source that are known to wait; -1 if its whole state has to be read")
				.baseUnit("records")
				.tag("source", source)
				.register(this.registry);
			// An increase from nothing is none to Prometheus
			List.of(RecordRefusal.values()).forEach((refusal) -> refused(source, refusal));
		}
	}

	@Override
	public void removed(String source) {
		for (String name : GAUGES) {
			this.registry.find(name).tag("source", source).meters().forEach(this.registry::remove);
		}
	}

	private static double epochs(Replicator replicator) {
		return (replicator.epochs() >= 0) ? replicator.epochs() : Double.NaN;
	}

	private static double lag(@Nullable SourceState state) {
		return (state != null) ? state.lag().toNanos() / 1e9 : Double.NaN;
	}

	private static double waiting(@Nullable SourceState state) {
		return (state != null) ? state.records() : Double.NaN;
	}

	@Override
	public void applied(String source, int records, Duration sincePublished) {
		this.counters.computeIfAbsent(source, this::records).increment(records);
		this.timers.computeIfAbsent(source, this::delay)
			.record(sincePublished.isNegative() ? Duration.ZERO : sincePublished);
	}

	@Override
	public void failover(String source, boolean kept) {
		Counter.builder("region.replication.failovers")
			.description("Epochs that the source has begun, by what became of the entries of the home region")
			.tag("source", source)
			.tag("entries", kept ? "kept" : "invalidated")
			.register(this.registry)
			.increment();
	}

	@Override
	public void invalidated(String source, TransferFlood flood) {
		Counter.builder("region.replication.invalidated")
			.description("State transfers that have invalidated all entries of the home region, by cause")
			.tag("source", source)
			.tag("cause", flood.label())
			.register(this.registry)
			.increment();
	}

	@Override
	public void recovered(boolean kept, Duration took) {
		recovery(kept).record(took);
	}

	private Timer recovery(boolean kept) {
		return Timer.builder("region.replication.recovery")
			.description("From an epoch that the home region has begun to the decision about its entries")
			.tag("entries", kept ? "kept" : "invalidated")
			.register(this.registry);
	}

	@Override
	public void refused(String source, RecordRefusal refusal, int records) {
		refused(source, refusal).increment(records);
	}

	private Counter refused(String source, RecordRefusal refusal) {
		return Counter.builder("region.replication.refused")
			.description("Records in the source's log that were not taken as they were")
			.tag("source", source)
			.tag("reason", refusal.label())
			.register(this.registry);
	}

	@Override
	public void copied(String neighbor, int copied, int refused, long bytes) {
		entries(neighbor, "copied").increment(copied);
		entries(neighbor, "refused").increment(refused);
		Counter.builder("region.replication.warm.up.size")
			.description("Memory that entries copied from another region take in Redis")
			.baseUnit("bytes")
			.tag("source", neighbor)
			.register(this.registry)
			.increment(bytes);
	}

	private Counter entries(String neighbor, String outcome) {
		return Counter.builder("region.replication.warm.up.entries")
			.description("Entries of another region that the warm-up has copied or refused")
			.tag("source", neighbor)
			.tag("outcome", outcome)
			.register(this.registry);
	}

	@Override
	public void finished(String neighbor, Duration took) {
		Timer.builder("region.replication.warm.up")
			.description("How long the home region was warmed from another one")
			.tag("source", neighbor)
			.register(this.registry)
			.record(took);
	}

	private Counter records(String source) {
		return Counter.builder("region.replication.records")
			.description("Records read from the source's log and applied")
			.tag("source", source)
			.register(this.registry);
	}

	private Timer delay(String source) {
		return Timer.builder("region.replication.delay")
			.description("From publishing to applying, by the clocks of two machines")
			.tag("source", source)
			.serviceLevelObjectives(OBJECTIVES)
			.register(this.registry);
	}

}
