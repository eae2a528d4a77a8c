package io.regioncache.testkit;

import java.time.Duration;
import java.util.List;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests of {@link ChildJvm}.
 */
class ChildJvmTests {

	@Test
	void runsAMainClassAndShowsWhatItSays() {
		try (ChildJvm child = ChildJvm.start(Speaker.class, "one", "two")) {
			assertThat(child.awaitLine("said ")).isEqualTo("one");
			assertThat(child.awaitEnd()).isZero();
			assertThat(child.output()).containsExactly("said one", "said two");
			assertThat(child.running()).isFalse();
		}
	}

	@Test
	void saysWhatItSaidWhereALineIsMissing() {
		try (ChildJvm child = ChildJvm.start(Speaker.class, "one")) {
			assertThatIllegalStateException().isThrownBy(() -> child.awaitLine("sung "))
				.withMessage("It ended before a line began with 'sung ': [said one]");
		}
	}

	@Test
	void isKilled() {
		try (ChildJvm child = ChildJvm.start(Counter.class)) {
			child.awaitLine("5");
			child.kill();
			assertThat(child.running()).isFalse();
			assertThat(child.awaitEnd()).isEqualTo(128 + 9);
		}
	}

	@Test
	void standsStillWhilePaused() {
		try (ChildJvm child = ChildJvm.start(Counter.class)) {
			child.awaitLine("5");
			child.pause();
			// What it had written before it stopped may still be on its way
			Awaitility.await().during(Duration.ofMillis(300)).until(new Unchanged(child)::check);
			int before = child.output().size();
			child.resume();
			Awaitility.await().until(() -> child.output().size() > before);
		}
	}

	@Test
	void isKilledWhilePaused() {
		try (ChildJvm child = ChildJvm.start(Counter.class)) {
			child.awaitLine("5");
			child.pause();
			child.kill();
			assertThat(child.running()).isFalse();
		}
	}

	@Test
	void endsWithItsParent() {
		try (ChildJvm parent = ChildJvm.start(Parent.class)) {
			ProcessHandle child = ProcessHandle.of(Long.parseLong(parent.awaitLine("child "))).orElseThrow();
			parent.kill();
			Awaitility.await().until(() -> !child.isAlive());
		}
	}

	/**
	 * Whether nothing was said since the last check.
	 */
	private static final class Unchanged {

		private final ChildJvm child;

		private List<String> last = List.of();

		Unchanged(ChildJvm child) {
			this.child = child;
		}

		boolean check() {
			List<String> output = this.child.output();
			boolean unchanged = output.equals(this.last);
			this.last = output;
			return unchanged;
		}

	}

	/**
	 * Says what it is told.
	 */
	static final class Speaker {

		public static void main(String[] arguments) {
			for (String argument : arguments) {
				System.out.println("said " + argument);
			}
		}

	}

	/**
	 * Counts for ever.
	 */
	static final class Counter {

		public static void main(String[] arguments) throws InterruptedException {
			for (int i = 0;; i++) {
				System.out.println(i);
				Thread.sleep(5);
			}
		}

	}

	/**
	 * Has a child of its own.
	 */
	static final class Parent {

		public static void main(String[] arguments) throws InterruptedException {
			System.out.println("child " + ChildJvm.start(Counter.class).handle().pid());
			Thread.currentThread().join();
		}

	}

}
