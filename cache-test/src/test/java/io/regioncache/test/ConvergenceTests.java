package io.regioncache.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Convergence}.
 */
class ConvergenceTests {

	private final AtomicInteger a = new AtomicInteger(1);

	private final AtomicInteger b = new AtomicInteger(1);

	private final Convergence<AtomicInteger> regions = Convergence.of(map());

	private final Convergence<AtomicInteger> impatient = this.regions.within(Duration.ofMillis(50));

	private Map<String, AtomicInteger> map() {
		Map<String, AtomicInteger> map = new LinkedHashMap<>();
		map.put("a", this.a);
		map.put("b", this.b);
		return map;
	}

	@Test
	void regionsThatAgreeAreAskedOnce() {
		this.regions.await(AtomicInteger::getAndIncrement, 1);
		assertThat(this.a).hasValue(2);
		assertThat(this.regions.await(AtomicInteger::get)).isEqualTo(2);
	}

	@Test
	void waitsUntilEveryRegionAnswersAsExpected() {
		this.a.set(3);
		this.regions.await((region) -> (region.get() < 3) ? region.getAndIncrement() : region.get(), 3);
		assertThat(this.b).hasValue(3);
	}

	@Test
	void waitsUntilAllAgree() {
		this.b.set(5);
		assertThat(this.regions.await((region) -> (region.get() < 5) ? region.getAndIncrement() : region.get()))
			.isEqualTo(5);
	}

	@Test
	void waitsWhileARegionFails() {
		this.a.set(0);
		this.regions.await((region) -> 1 / region.getAndIncrement() * 0, 0);
		assertThat(this.a).hasValueGreaterThan(1);
	}

	@Test
	void nullIsAnAnswer() {
		assertThat(this.regions.await((region) -> null)).isNull();
		this.regions.await((region) -> null, null);
	}

	@Test
	void saysWhichRegionsDiffer() {
		this.b.set(2);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.impatient.await(AtomicInteger::get))
			.withMessage("The regions differ after PT0.05S: a answers 1, b answers 2");
	}

	@Test
	void saysWhichRegionsAnswerOtherThanExpected() {
		this.b.set(2);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.impatient.await(AtomicInteger::get, 2))
			.withMessage("Not all regions answer 2 after PT0.05S: a answers 1, b answers 2");
	}

	@Test
	void regionsThatFailDoNotAgree() {
		IllegalStateException failure = new IllegalStateException("down");
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.impatient.await((region) -> {
			throw failure;
		}))
			.withMessage("The regions differ after PT0.05S: a fails with java.lang.IllegalStateException: down, "
					+ "b fails with java.lang.IllegalStateException: down")
			.satisfies((error) -> assertThat(error.getSuppressed()).contains(failure));
	}

	@Test
	void noRegionIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Convergence.of(Map.of()))
			.withMessage("There is no region to ask");
	}

}
