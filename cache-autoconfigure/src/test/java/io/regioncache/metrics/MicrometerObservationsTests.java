package io.regioncache.metrics;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import io.regioncache.store.RegionObservations.ObservedInvalidation;
import io.regioncache.store.lookup.Lookup;
import io.regioncache.store.write.InvalidationResult;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link MicrometerObservations}.
 */
class MicrometerObservationsTests {

	private static final String SECRET = "user:4711";

	private final TestObservationRegistry registry = TestObservationRegistry.create();

	private final MicrometerObservations observations = new MicrometerObservations(this.registry, "east");

	@Test
	void aLoadIsTheParentOfWhatTheOriginDoes() {
		CompletableFuture<String> loading = new CompletableFuture<>();
		this.observations.load("books", () -> {
			assertThat(this.registry.getCurrentObservation()).isNotNull();
			return loading;
		});
		assertThat(this.registry.getCurrentObservation()).isNull();
		found("region.cache.load").hasBeenStarted().isNotStopped();
		loading.complete(SECRET);
		found("region.cache.load").hasBeenStopped()
			.hasLowCardinalityKeyValue("cache", "books")
			.hasLowCardinalityKeyValue("home", "east");
		seesNo(SECRET);
	}

	@Test
	void theMessageOfAFailureIsNotTold() {
		this.observations.load("books", () -> CompletableFuture.failedFuture(new IllegalStateException(SECRET)));
		found("region.cache.load").hasBeenStopped()
			.thenError()
			.hasMessage("java.lang.IllegalStateException")
			.hasNoCause();
	}

	@Test
	void whatTheOriginThrowsReachesTheCaller() {
		assertThatIllegalStateException().isThrownBy(() -> this.observations.load("books", () -> {
			throw new IllegalStateException(SECRET);
		})).withMessage(SECRET);
		found("region.cache.load").hasBeenStopped().thenError().hasMessage("java.lang.IllegalStateException");
	}

	@Test
	void aReadElsewhereEndsWithItsAnswer() {
		CompletableFuture<Lookup> lookup = new CompletableFuture<>();
		this.observations.remoteRead("west", lookup);
		found("region.cache.remote").isNotStopped();
		lookup.complete(Lookup.UNAVAILABLE);
		found("region.cache.remote").hasBeenStopped()
			.hasLowCardinalityKeyValue("region", "west")
			.hasLowCardinalityKeyValue("outcome", "unavailable");
	}

	@Test
	void withoutATracerAnInvalidationCarriesNothing() {
		ObservedInvalidation invalidation = this.observations.invalidation("east");
		assertThat(invalidation.trace()).isEmpty();
		invalidation.ended(InvalidationResult.RELAYED);
		found("region.cache.invalidation").hasBeenStopped().hasLowCardinalityKeyValue("outcome", "relayed");
	}

	@Test
	void onlyTracesAreObservedAndFewOfThem() {
		this.observations.apply("west", Set.of(), () -> CompletableFuture.completedFuture(true));
		assertThat(this.registry)
			.satisfies((registry) -> TestObservationRegistryAssert.assertThat(registry).doesNotHaveAnyObservation());
		Set<String> traced = IntStream.range(1, 1000)
			.mapToObj((i) -> "00-%032x-%016x-01".formatted(i, i))
			.collect(Collectors.toSet());
		CompletableFuture<Boolean> applied = new CompletableFuture<>();
		this.observations.apply("west", traced, () -> applied);
		TestObservationRegistryAssert.assertThat(this.registry)
			.hasNumberOfObservationsEqualTo(MicrometerObservations.MOST);
		this.observations.apply("north", Set.of(traced.iterator().next()), () -> applied);
		TestObservationRegistryAssert.assertThat(this.registry)
			.as("what came by another way before")
			.hasNumberOfObservationsEqualTo(MicrometerObservations.MOST);
		applied.complete(true);
		TestObservationRegistryAssert.assertThat(this.registry)
			.forAllObservationsWithNameEqualTo("region.replication.apply",
					(apply) -> apply.hasLowCardinalityKeyValue("source", "west"));
	}

	@Test
	void aStateTransferEndsWithItsOutcome() {
		CompletableFuture<String> outcome = new CompletableFuture<>();
		this.observations.transfer("west", outcome);
		found("region.replication.transfer").isNotStopped();
		outcome.complete("invalidated");
		found("region.replication.transfer").hasBeenStopped()
			.hasLowCardinalityKeyValue("source", "west")
			.hasLowCardinalityKeyValue("home", "east")
			.hasLowCardinalityKeyValue("outcome", "invalidated");
	}

	@Test
	void aStateTransferThatFailsTellsNoMessage() {
		this.observations.transfer("west", CompletableFuture.failedFuture(new IllegalStateException(SECRET)));
		found("region.replication.transfer").hasBeenStopped()
			.hasLowCardinalityKeyValue("outcome", "failed")
			.thenError()
			.hasMessage("java.lang.IllegalStateException");
	}

	private void seesNo(String secret) {
		TestObservationRegistryAssert.assertThat(this.registry)
			.forAllObservationsWithNameEqualTo("region.cache.load",
					(observed) -> assertThat(observed).extracting(Object::toString).asString().doesNotContain(secret));
	}

	private TestObservationRegistryAssert.TestObservationRegistryAssertReturningObservationContextAssert found(
			String name) {
		return TestObservationRegistryAssert.assertThat(this.registry).hasObservationWithNameEqualTo(name).that();
	}

}
