package io.regioncache.metrics;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingReceiverTracingObservationHandler;
import io.micrometer.tracing.handler.PropagatingSenderTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelPropagator;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.observation.ObservationHandler.FirstMatchingCompositeObservationHandler;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.regioncache.replication.ReplicaNode;
import io.regioncache.replication.Topology;
import io.regioncache.store.write.InvalidationResult;
import io.regioncache.testkit.RedisServer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One invalidation is one trace in all regions, as OpenTelemetry sees it: from a spoke to
 * the hub, and on to another spoke.
 */
class InvalidationTraceTests {

	private static final List<String> REGIONS = List.of("hub", "east", "west");

	private static final InMemorySpanExporter spans = InMemorySpanExporter.create();

	private static final Map<String, RedisServer> servers = new LinkedHashMap<>();

	private static final Map<String, ReplicaNode> nodes = new LinkedHashMap<>();

	private static final ObservationRegistry registry = ObservationRegistry.create();

	@BeforeAll
	static void start() {
		SdkTracerProvider provider = SdkTracerProvider.builder()
			.addSpanProcessor(SimpleSpanProcessor.create(spans))
			.build();
		OtelTracer tracer = new OtelTracer(provider.get("test"), new OtelCurrentTraceContext(), (event) -> {
		});
		OtelPropagator propagator = new OtelPropagator(
				ContextPropagators.create(W3CTraceContextPropagator.getInstance()), provider.get("test"));
		registry.observationConfig()
			.observationHandler(new FirstMatchingCompositeObservationHandler(
					new PropagatingSenderTracingObservationHandler<>(tracer, propagator),
					new PropagatingReceiverTracingObservationHandler<>(tracer, propagator),
					new DefaultTracingObservationHandler(tracer)));
		REGIONS.forEach((region) -> servers.put(region, RedisServer.start()));
		Topology topology = Topology.hub(REGIONS, "hub");
		for (String region : REGIONS) {
			ReplicaNode node = new ReplicaNode(region, topology, (other) -> servers.get(other).url());
			node.store().observe(new MicrometerObservations(registry, region));
			nodes.put(region, node);
		}
		nodes.get("east").awaitLevel("hub");
		nodes.get("west").awaitLevel("hub");
		nodes.get("hub").awaitLevel("east", "west");
	}

	@AfterAll
	static void stop() {
		nodes.values().forEach(ReplicaNode::close);
		servers.values().forEach(RedisServer::close);
	}

	@AfterEach
	void forget() {
		spans.reset();
	}

	@Test
	void anInvalidationIsOneTraceInAllRegions() {
		apply(() -> Observation.createNotStarted("request", registry).observe(() -> invalidate("product:1")));
		assertThat(names()).containsExactlyInAnyOrder("request", "invalidate", "apply from east", "apply from hub");
		assertThat(finished()).extracting(SpanData::getTraceId).containsOnly(trace());
		SpanData invalidation = finished().stream()
			.filter((span) -> span.getName().equals("invalidate"))
			.findAny()
			.orElseThrow();
		assertThat(finished()).filteredOn((span) -> span.getName().startsWith("apply"))
			.extracting(SpanData::getParentSpanId)
			.containsOnly(invalidation.getSpanId());
	}

	@Test
	void noTagIsPartOfATrace() {
		apply(() -> invalidate("c4n4ry"));
		assertThat(finished()).extracting(SpanData::getAttributes)
			.extracting(Attributes::toString)
			.noneMatch((attributes) -> attributes.contains("c4n4ry"));
		assertThat(names()).noneMatch((name) -> name.contains("c4n4ry"));
	}

	/**
	 * Whoever does not trace invalidates as well.
	 */
	@Test
	void aRegionThatDoesNotTracePassesTheTraceOn() {
		nodes.get("hub").store().observe(io.regioncache.store.RegionObservations.NONE);
		invalidate("product:2");
		Awaitility.await().until(() -> names().anyMatch("apply from hub"::equals));
		assertThat(finished()).extracting(SpanData::getTraceId).containsOnly(trace());
		assertThat(names()).doesNotContain("apply from east");
		nodes.get("hub").store().observe(new MicrometerObservations(registry, "hub"));
	}

	/**
	 * Invalidate until it is applied record by record: a region that catches up by a
	 * state transfer has no trace of it.
	 */
	private static void apply(Runnable invalidation) {
		Awaitility.await().until(() -> {
			spans.reset();
			invalidation.run();
			return isApplied();
		});
	}

	private static boolean isApplied() {
		try {
			Awaitility.await()
				.atMost(Duration.ofSeconds(5))
				.until(() -> names().filter((name) -> name.startsWith("apply")).sorted().toList(),
						List.of("apply from east", "apply from hub")::equals);
			return true;
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private static void invalidate(String tag) {
		assertThat(Objects.requireNonNull(nodes.get("east")).invalidate(tag).join())
			.isEqualTo(InvalidationResult.APPLIED);
	}

	/**
	 * Return all spans but those of state transfers, which regions that have just met may
	 * still need.
	 */
	private static List<SpanData> finished() {
		return spans.getFinishedSpanItems()
			.stream()
			.filter((span) -> !span.getName().startsWith("state transfer"))
			.toList();
	}

	private static Stream<String> names() {
		return finished().stream().map(SpanData::getName);
	}

	private static String trace() {
		return finished().get(0).getTraceId();
	}

}
