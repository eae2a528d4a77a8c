package io.regioncache.testkit;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that JUnit finds {@link Patience}.
 */
class PatienceTests {

	@Test
	void aConditionMayTakeAsLongAsABusyMachineNeeds() {
		AtomicLong left = new AtomicLong();
		Awaitility.await()
			.conditionEvaluationListener((condition) -> left.set(condition.getRemainingTimeInMS()))
			.until(() -> true);
		assertThat(left.get()).isGreaterThan(Duration.ofSeconds(10).toMillis());
	}

}
