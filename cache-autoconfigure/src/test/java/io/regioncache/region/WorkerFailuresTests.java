package io.regioncache.region;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

import io.regioncache.region.WorkerFailures.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WorkerFailures}.
 */
@ExtendWith(OutputCaptureExtension.class)
class WorkerFailuresTests {

	private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

	private final WorkerFailures failures = new WorkerFailures("here", this.now::get);

	@Test
	void countsAndRemembersTheLast() {
		assertThat(this.failures.count()).isZero();
		assertThat(this.failures.last()).isNull();
		this.failures.failed("the heartbeat", new StackOverflowError("one"));
		this.failures.failed("the replica", new OutOfMemoryError("two"));
		assertThat(this.failures.count()).isEqualTo(2);
		assertThat(this.failures.last())
			.isEqualTo(new Failure(this.now.get(), "the replica", "java.lang.OutOfMemoryError"));
	}

	@Test
	void logsOnceAMinute(CapturedOutput output) {
		for (int i = 0; i < 5; i++) {
			this.failures.failed("the heartbeat", new StackOverflowError("number " + i));
		}
		assertThat(output).containsOnlyOnce("Region here: the heartbeat failed unexpectedly; retrying")
			.contains("java.lang.StackOverflowError: number 0")
			.doesNotContain("number 1");
		this.now.updateAndGet((time) -> time.plus(Duration.ofMinutes(1)));
		this.failures.failed("the heartbeat", new StackOverflowError("the last"));
		assertThat(output)
			.containsOnlyOnce(
					"the heartbeat failed unexpectedly, after 4 more failures since the last message; retrying")
			.contains("the last");
	}

}
