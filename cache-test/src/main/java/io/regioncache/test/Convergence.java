package io.regioncache.test;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;

/**
 * Asserts that regions come to agree, in tests of applications that run in several.
 *
 * <pre class="code">
 * Convergence.of(applications).await((application) -&gt; application.price(1), 25);
 * </pre>
 *
 * @param <T> what a region is asked through: an application, a client
 * @since 0.1
 */
public final class Convergence<T> {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private static final Duration PAUSE = Duration.ofMillis(20);

	private final Map<String, T> regions;

	private final Duration patience;

	private Convergence(Map<String, T> regions, Duration patience) {
		this.regions = new LinkedHashMap<>(regions);
		this.patience = patience;
	}

	/**
	 * Ask these regions, and wait for up to a minute.
	 * @param <T> what a region is asked through
	 * @param regions region name to what it is asked through, at least one
	 * @return the assertion
	 */
	public static <T> Convergence<T> of(Map<String, T> regions) {
		Assert.isTrue(!regions.isEmpty(), "There is no region to ask");
		return new Convergence<>(regions, PATIENCE);
	}

	/**
	 * Wait for another time at most. A question that hangs is not interrupted.
	 * @param patience how long
	 * @return the assertion
	 */
	public Convergence<T> within(Duration patience) {
		return new Convergence<>(this.regions, patience);
	}

	/**
	 * Wait until every region gives the same answer.
	 * @param question asks a region
	 * @return the answer
	 * @throws AssertionError if they still differ when the time is over; it says which
	 * region answers what
	 */
	public @Nullable Object await(Question<? super T> question) {
		return await(question, (answers) -> answers.values().stream().distinct().count() == 1, "The regions differ")
			.value();
	}

	/**
	 * Wait until every region gives a certain answer.
	 * @param question asks a region
	 * @param expected the answer
	 * @throws AssertionError if a region still gives another when the time is over; it
	 * says which region answers what
	 */
	public void await(Question<? super T> question, @Nullable Object expected) {
		Answer answer = new Answer(expected, null);
		await(question, (answers) -> answers.values().stream().allMatch(answer::equals),
				"Not all regions answer " + expected);
	}

	private Answer await(Question<? super T> question, Predicate<Map<String, Answer>> goal, String complaint) {
		long start = System.nanoTime();
		while (true) {
			Map<String, Answer> answers = new LinkedHashMap<>();
			this.regions.forEach((name, region) -> answers.put(name, ask(question, region)));
			Answer first = answers.values().iterator().next();
			if (goal.test(answers) && first.failure() == null) {
				return first;
			}
			if (System.nanoTime() - start >= this.patience.toNanos()) {
				throw failure(complaint, answers);
			}
			pause();
		}
	}

	private static <T> Answer ask(Question<? super T> question, T region) {
		try {
			return new Answer(question.ask(region), null);
		}
		catch (Exception ex) {
			return new Answer(null, ex);
		}
	}

	private AssertionError failure(String complaint, Map<String, Answer> answers) {
		String list = answers.entrySet()
			.stream()
			.map((entry) -> entry.getKey() + " " + entry.getValue())
			.collect(Collectors.joining(", "));
		AssertionError error = new AssertionError(complaint + " after " + this.patience + ": " + list);
		answers.values().stream().map(Answer::failure).filter(Objects::nonNull).forEach(error::addSuppressed);
		return error;
	}

	private static void pause() {
		try {
			Thread.sleep(PAUSE.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException("Interrupted while waiting for the regions to agree", ex);
		}
	}

	/**
	 * Asks a region something.
	 *
	 * @param <T> what the region is asked through
	 */
	@FunctionalInterface
	public interface Question<T> {

		/**
		 * Ask.
		 * @param region what the region is asked through
		 * @return the answer, which is compared by {@code equals}
		 * @throws Exception if there is none yet
		 */
		@Nullable Object ask(T region) throws Exception;

	}

	/**
	 * What a region has answered.
	 *
	 * @param value the answer, if there was one
	 * @param failure why there was none, if so
	 */
	private record Answer(@Nullable Object value, @Nullable Exception failure) {

		@Override
		public String toString() {
			return (this.failure != null) ? "fails with " + this.failure : "answers " + this.value;
		}

	}

}
