package io.regioncache.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;
import io.regioncache.store.RegionObservations;
import io.regioncache.store.log.TraceContext;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import org.jspecify.annotations.Nullable;

/**
 * What the library does, as Micrometer observations: timers, and spans where the
 * application traces. The trace of an invalidation goes on in every region that applies
 * it.
 */
public final class MicrometerObservations implements RegionObservations {

	/**
	 * How many records of one step are observed: many that were traced may arrive at
	 * once.
	 */
	static final int MOST = 32;

	private static final String TRACEPARENT = "traceparent";

	private final ObservationRegistry registry;

	private final String home;

	/**
	 * The same record comes by several ways, and is applied once.
	 */
	private final Set<String> applied = Collections.synchronizedSet(Collections.newSetFromMap(new Recent()));

	/**
	 * Create the observations.
	 * @param registry observes
	 * @param home the name of the home region
	 */
	public MicrometerObservations(ObservationRegistry registry, String home) {
		this.registry = registry;
		this.home = home;
	}

	private Observation begin(String name, Supplier<Observation.Context> context) {
		return Observation.createNotStarted(name, context, this.registry).lowCardinalityKeyValue("home", this.home);
	}

	@Override
	public CompletionStage<?> load(String cache, Supplier<? extends CompletionStage<?>> load) {
		Observation observation = begin("region.cache.load", Observation.Context::new).contextualName("load " + cache)
			.lowCardinalityKeyValue("cache", cache)
			.start();
		CompletionStage<?> loading;
		try (Observation.Scope scope = observation.openScope()) {
			loading = Objects.requireNonNull(load.get(), "The loader has returned no future");
		}
		catch (Throwable ex) {
			end(observation, ex);
			throw ex;
		}
		loading.whenComplete((value, ex) -> end(observation, ex));
		return loading;
	}

	@Override
	public void remoteRead(String region, CompletableFuture<Lookup> lookup) {
		Observation observation = begin("region.cache.remote", Observation.Context::new)
			.contextualName("read in " + region)
			.lowCardinalityKeyValue("region", region)
			.start();
		lookup.whenComplete((found, ex) -> {
			boolean answered = found != null && found.markers() != null;
			observation.lowCardinalityKeyValue("outcome", answered ? "answered" : "unavailable");
			end(observation, ex);
		});
	}

	@Override
	public ObservedInvalidation invalidation(String region) {
		AtomicReference<String> trace = new AtomicReference<>(TraceContext.NONE);
		SenderContext<AtomicReference<String>> context = new SenderContext<>((carrier, key, value) -> {
			if (carrier != null && key.equalsIgnoreCase(TRACEPARENT)) {
				carrier.set(TraceContext.recorded(value));
			}
		}, Kind.PRODUCER);
		context.setCarrier(trace);
		Observation observation = begin("region.cache.invalidation", () -> context).contextualName("invalidate")
			.start();
		return new Invalidation(observation, trace);
	}

	@Override
	public <T> CompletableFuture<T> apply(String source, Set<String> traces, Supplier<CompletableFuture<T>> apply) {
		List<Observation> observed = traces.stream()
			.limit(MOST)
			.filter(this.applied::add)
			.map((trace) -> applying(source, trace))
			.toList();
		CompletableFuture<T> applied = apply.get();
		if (!observed.isEmpty()) {
			applied.whenComplete((done, ex) -> observed.forEach((observation) -> end(observation, ex)));
		}
		return applied;
	}

	private Observation applying(String source, String trace) {
		ReceiverContext<String> context = new ReceiverContext<>(
				(carrier, key) -> key.equalsIgnoreCase(TRACEPARENT) ? carrier : null, Kind.CONSUMER);
		context.setCarrier(trace);
		return begin("region.replication.apply", () -> context).contextualName("apply from " + source)
			.lowCardinalityKeyValue("source", source)
			.start();
	}

	@Override
	public void transfer(String source, CompletableFuture<String> outcome) {
		Observation observation = begin("region.replication.transfer", Observation.Context::new)
			.contextualName("state transfer from " + source)
			.lowCardinalityKeyValue("source", source)
			.start();
		outcome.whenComplete((result, ex) -> {
			observation.lowCardinalityKeyValue("outcome", Objects.requireNonNullElse(result, "failed"));
			end(observation, ex);
		});
	}

	private static void end(Observation observation, @Nullable Throwable failure) {
		if (failure != null) {
			observation.error(ObservedFailure.of(failure));
		}
		observation.stop();
	}

	private record Invalidation(Observation observation,
			AtomicReference<String> context) implements ObservedInvalidation {

		@Override
		public String trace() {
			return Objects.requireNonNullElse(this.context.get(), TraceContext.NONE);
		}

		@Override
		public void ended(@Nullable InvalidationResult result) {
			this.observation.lowCardinalityKeyValue("outcome",
					(result != null) ? result.name().toLowerCase(Locale.ROOT) : "failed");
			this.observation.stop();
		}

	}

	/**
	 * The traces that came last.
	 */
	private static final class Recent extends LinkedHashMap<String, Boolean> {

		private static final int CAPACITY = 1000;

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
			return size() > CAPACITY;
		}

	}

	/**
	 * Stands for a failure, whose message might have a key or a value.
	 */
	static final class ObservedFailure extends Exception {

		private ObservedFailure(String message) {
			super(message, null, false, false);
		}

		static ObservedFailure of(Throwable failure) {
			Throwable cause = failure.getCause();
			return new ObservedFailure(
					((failure instanceof CompletionException && cause != null) ? cause : failure).getClass().getName());
		}

	}

}
