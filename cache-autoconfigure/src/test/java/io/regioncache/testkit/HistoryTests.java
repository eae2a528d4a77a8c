package io.regioncache.testkit;

import java.nio.file.Path;
import java.util.List;

import io.regioncache.testkit.History.Reading;
import io.regioncache.testkit.Violation.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests of {@link History}, whose nodes 0 and 1 are in region a, and node 2 in b.
 */
class HistoryTests {

	private static final List<String> NODES = List.of("a", "a", "b");

	private final History history = History.of(4, NODES);

	@Test
	void countsVersionsOfEachKey() {
		assertThat(this.history.version(1)).isZero();
		assertThat(this.history.commit(0, 1)).isEqualTo(1);
		assertThat(this.history.commit(2, 1)).isEqualTo(2);
		assertThat(this.history.version(1)).isEqualTo(2);
		assertThat(this.history.version(2)).isZero();
	}

	@Test
	void whateverWasCommittedMayBeReadBeforeAnInvalidationHasReturned() {
		this.history.commit(0, 1);
		this.history.read(0, 1).returned(0);
		this.history.read(1, 1).returned(1);
		this.history.read(2, 1).returned(0);
		assertSound();
		assertThat(this.history.reads()).isEqualTo(3);
	}

	@Test
	void findsAVersionNobodyHasCommitted() {
		this.history.commit(0, 1);
		this.history.read(2, 1).returned(2);
		this.history.read(2, 2).returned(-1);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.INVENTED, Kind.INVENTED);
		assertThat(this.history.violations()).extracting(Violation::description)
			.containsExactly("node 2 of b read version 2 of key 1, which nobody had committed",
					"node 2 of b read version -1 of key 2, which nobody had committed");
	}

	@Test
	void findsAnOldVersionInTheRegionOfTheInvalidation() {
		invalidate(0, 1, Reach.REGION);
		this.history.read(1, 1).returned(0);
		assertThat(this.history.violations()).singleElement().satisfies((violation) -> {
			assertThat(violation.kind()).isEqualTo(Kind.STALE);
			assertThat(violation.description())
				.isEqualTo("node 1 of a read version 0 of key 1, but 1 had been invalidated before");
			assertThat(violation.trail()).hasSize(2)
				.satisfies((trail) -> assertThat(trail.get(0)).endsWith("s node 0 of a committed 1"))
				.satisfies((trail) -> assertThat(trail.get(1)).endsWith("s node 0 of a invalidated 1 for its REGION"));
		});
	}

	@Test
	void otherRegionsAndOtherKeysMayBeOld() {
		invalidate(0, 1, Reach.REGION);
		this.history.read(2, 1).returned(0);
		this.history.read(0, 2).returned(0);
		assertSound();
	}

	@Test
	void readThatBeganBeforeTheInvalidationReturnedMayBeOld() {
		long version = this.history.commit(0, 1);
		Reading early = this.history.read(1, 1);
		this.history.invalidated(0, 1, version, Reach.REGION);
		early.returned(0);
		assertSound();
	}

	@Test
	void invalidationCoversNoCommitAfterIt() {
		invalidate(0, 1, Reach.REGION);
		this.history.commit(0, 1);
		this.history.read(1, 1).returned(1);
		assertSound();
	}

	@Test
	void invalidationThatReturnsLateTakesNothingBack() {
		long first = this.history.commit(0, 1);
		invalidate(1, 1, Reach.REGION);
		this.history.invalidated(0, 1, first, Reach.REGION);
		this.history.read(0, 1).returned(1);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.STALE);
	}

	@Test
	void deferredInvalidationBindsItsNodeOnly() {
		invalidate(0, 1, Reach.NODE);
		this.history.read(1, 1).returned(0);
		assertSound();
		this.history.read(0, 1).returned(0);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.STALE);
	}

	@Test
	void invalidationOfEveryRegionBindsAll() {
		invalidate(0, 1, Reach.EVERYWHERE);
		this.history.read(2, 1).returned(0);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.STALE);
	}

	@Test
	void findsALostInvalidation() {
		invalidate(0, 1, Reach.REGION);
		assertThat(this.history.isSettled(1, 0)).isFalse();
		assertThat(this.history.isSettled(1, 1)).isTrue();
		this.history.settled(2, 1, 1);
		assertSound();
		this.history.settled(2, 1, 0);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.LOST);
		assertThat(this.history.violations()).extracting(Violation::description)
			.containsExactly("node 2 of b still has version 0 of key 1, but 1 had been invalidated");
	}

	@Test
	void findsALostInvalidationThatWasDeferred() {
		invalidate(0, 1, Reach.NODE);
		this.history.settled(2, 1, 0);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.LOST);
	}

	@Test
	void whatANodeDeferredMayDieWithIt() {
		invalidate(0, 1, Reach.NODE);
		invalidate(0, 2, Reach.REGION);
		invalidate(1, 3, Reach.NODE);
		this.history.died(0);
		this.history.settled(2, 1, 0);
		assertSound();
		this.history.settled(2, 2, 0);
		this.history.settled(2, 3, 0);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.LOST, Kind.LOST);
	}

	@Test
	void findsAnInventedVersionAtLast() {
		this.history.settled(0, 1, 1);
		assertThat(this.history.violations()).extracting(Violation::kind).containsExactly(Kind.INVENTED);
	}

	@Test
	void findsAnErrorThatACallerHasSeen() {
		this.history.failed(new IllegalStateException("seen"));
		assertThat(this.history.isViolated()).isTrue();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.history.assertSound())
			.withMessageContaining("seen");
	}

	@Test
	void assertionShowsWhatWasViolated() {
		invalidate(0, 1, Reach.NODE);
		this.history.read(0, 1).returned(0);
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> this.history.assertSound("note"))
			.withMessageContaining("1 reads, 1 invalidations (1 deferred), 1 violations, 0 failures; [note]")
			.withMessageContaining("STALE: node 0 of a read version 0 of key 1, but 1 had been invalidated before; "
					+ "before that: ");
	}

	@Test
	void keepsTheFirstViolationsAndCountsAll() {
		for (int i = 0; i < 150; i++) {
			this.history.read(0, 1).returned(9);
		}
		assertThat(this.history.violations()).hasSize(100);
		assertThat(this.history).hasToString("150 reads, 0 invalidations (0 deferred), 150 violations, 0 failures");
	}

	@Test
	void isSharedByJvms(@TempDir Path directory) {
		Path file = directory.resolve("history");
		History mine = History.shared(file, 4, NODES);
		try (ChildJvm child = ChildJvm.start(Writer.class, file.toString())) {
			assertThat(child.awaitEnd()).as("exit code of " + child.output()).isZero();
		}
		assertThat(mine.version(1)).isEqualTo(1000);
		mine.read(1, 1).returned(999);
		assertThat(mine.violations()).extracting(Violation::kind).containsExactly(Kind.STALE);
	}

	private void invalidate(int node, int key, Reach reach) {
		this.history.invalidated(node, key, this.history.commit(node, key), reach);
	}

	private void assertSound() {
		assertThat(this.history.violations()).isEmpty();
		assertThat(this.history.isViolated()).isFalse();
		this.history.assertSound();
	}

	/**
	 * Commits and invalidates in a JVM of its own.
	 */
	static final class Writer {

		public static void main(String[] arguments) {
			History history = History.shared(Path.of(arguments[0]), 4, NODES);
			for (int i = 0; i < 1000; i++) {
				history.invalidated(0, 1, history.commit(0, 1), Reach.REGION);
			}
		}

	}

}
