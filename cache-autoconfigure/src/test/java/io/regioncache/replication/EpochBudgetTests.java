package io.regioncache.replication;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.regioncache.replication.redis.RecordRefusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How many epochs are learned from a source, and what the log says of one too many.
 */
@ExtendWith(OutputCaptureExtension.class)
class EpochBudgetTests {

	private final AtomicLong now = new AtomicLong();

	private final EpochBudget budget = new EpochBudget(this.now::get);

	@Test
	void isBoundedAndRefilled() {
		this.budget.spend(EpochBudget.CAPACITY);
		assertThat(this.budget.left()).isZero();
		this.now.addAndGet(Duration.ofMinutes(2).toNanos());
		assertThat(this.budget.left()).isEqualTo(2);
		this.now.addAndGet(Duration.ofDays(1).toNanos());
		assertThat(this.budget.left()).isEqualTo(EpochBudget.CAPACITY);
	}

	@Test
	void aMeetingLeavesWhatMayBeLearnedLater() {
		this.budget.spend(1);
		this.budget.meet();
		assertThat(this.budget.left()).isEqualTo(EpochBudget.FIRST_MEETING);
		this.budget.spend(100);
		assertThat(this.budget.left()).isEqualTo(EpochBudget.FIRST_MEETING - 100);
		this.budget.met();
		assertThat(this.budget.left()).isEqualTo(EpochBudget.CAPACITY - 1);
	}

	@Test
	void theLogSaysEachTimeThatEverythingWasInvalidated(CapturedOutput output) {
		RefusalLog log = new RefusalLog("west", "east", this.now::get);
		log.add(Map.of(RecordRefusal.POSITION, 1));
		assertThat(output).doesNotContain("names more epochs");
		log.add(Map.of(RecordRefusal.EPOCH, 1));
		this.now.addAndGet(Duration.ofSeconds(1).toNanos());
		log.add(Map.of(RecordRefusal.EPOCH, 1));
		log.add(Map.of(RecordRefusal.EPOCH, 1));
		assertThat(output.toString().split("the log of region east names more epochs")).hasSize(3);
	}

}
